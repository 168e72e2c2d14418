"""The typical questions of diplomacy that servers are compared by."""

from __future__ import annotations

QUESTIONS = {
    "count by type": "SELECT ?t (COUNT(?e) AS ?n) { ?e a ?t } GROUP BY ?t ORDER BY DESC(?n)",
    "two in a period": """SELECT ?e ?d { ?e a dg:Meeting ; dg:party <{state}CHN>, <{state}RUS> ; dg:earliest ?d
        FILTER(?d >= "1990-01-01"^^xsd:date && ?d < "1992-01-01"^^xsd:date) } ORDER BY ?d""",
    "top pairs": """SELECT ?a ?b (COUNT(*) AS ?n) { ?e a dg:Meeting ; dg:party ?a, ?b FILTER(STR(?a) < STR(?b)) }
        GROUP BY ?a ?b ORDER BY DESC(?n) LIMIT 20""",
    "two hops": """SELECT ?c (COUNT(DISTINCT ?b) AS ?n) { ?e dg:party <{state}IND>, ?b . ?f dg:party ?b, ?c ; a dg:Agreement
        FILTER(?b != <{state}IND> && ?c != <{state}IND> && ?c != ?b) } GROUP BY ?c ORDER BY DESC(?n) LIMIT 20""",
    "contains": 'SELECT ?e ?l { ?e a dg:Event ; rdfs:label ?l FILTER(CONTAINS(LCASE(?l), "visit")) } LIMIT 1000',
    "regex": 'SELECT ?e ?l { ?e a dg:Event ; rdfs:label ?l FILTER(REGEX(?l, "^(india|china).*(meet|agree)", "i")) } LIMIT 1000',
    "class tree": """SELECT (COUNT(DISTINCT ?e) AS ?n) { GRAPH <https://w3id.org/diplograph/ontology> { ?c rdfs:subClassOf* dg:Dispute }
        ?e a ?c }""",
    "path": "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?e dg:party <{state}USA> ; (dg:outcomeOf|dg:inResponseTo|dg:partOf)+ ?f }",
    "optional": """SELECT ?e ?p { ?e a dg:Visit ; dg:party <{state}USA> OPTIONAL { ?e dg:place ?p }
        FILTER NOT EXISTS { ?e dg:status dg:cancelled } }""",
    "by month": """SELECT ?m (COUNT(*) AS ?n) { ?e a dg:Dispute ; dg:earliest ?d BIND(SUBSTR(STR(?d), 1, 7) AS ?m) }
        GROUP BY ?m ORDER BY ?m""",
    "construct": "CONSTRUCT { ?e rdfs:label ?l ; dg:party ?p } WHERE { ?e a dg:Accusation ; rdfs:label ?l ; dg:party ?p }",
    "by article": "SELECT ?g (COUNT(?e) AS ?n) { GRAPH ?g { ?e a dg:Meeting } } GROUP BY ?g ORDER BY DESC(?n) LIMIT 20",
    "lookup": "SELECT ?p ?o { <{state}FRA> ?p ?o }",
}
QUESTIONS = {name: " ".join(text.replace("{state}", "https://w3id.org/diplograph/id/state/").split()) for name, text in QUESTIONS.items()}
