"""How to repair what breaks a constraint, for shapes whose messages do not say it."""

from __future__ import annotations

from rdflib.namespace import SH

from ..ontology.terms import PREFIXES
from ..shapes.report import Result

_HINTS = {
    "MinCount": "add the missing value",
    "MaxCount": "keep one of the values, or as many as are allowed, and take the others away",
    "Datatype": 'write the value with the datatype that the shape asks for, such as "2026-02-07"^^xsd:date',
    "NodeKind": "an IRI stands in angle brackets, text in quotation marks; exchange the one for the other",
    "Class": "describe the value here with the class that is asked for, mend its IRI, or check against the dataset that has it",
    "In": "take one of the values that the shape lists",
    "Pattern": "write the value in the form that the shape asks for",
    "HasValue": "add the value that the shape asks for",
    "MinInclusive": "the number or date is too small",
    "MinExclusive": "the number or date is too small",
    "MaxInclusive": "the number or date is too large",
    "MaxExclusive": "the number or date is too large",
    "MinLength": "the text is too short",
    "MaxLength": "the text is too long",
    "UniqueLang": "keep one text of each language",
    "LanguageIn": "take a language that the shape lists",
    "Closed": "take the property away, or check its spelling",
    "Equals": "both properties must have the same values",
    "Disjoint": "the two properties must not share a value",
    "LessThan": "the one value must come before the other",
    "LessThanOrEquals": "the one value must not come after the other",
    "Or": "make the value fit one of the alternatives",
    "And": "make the value fit all of the shapes",
    "Xone": "make the value fit exactly one of the alternatives",
    "Not": "the value must not fit the shape",
    "Node": "see what the shape of the value asks for",
    "QualifiedMinCount": "add a value that fits",
    "QualifiedMaxCount": "take values away until as many are left as are allowed",
}


def hint(result: Result) -> str | None:
    """What would repair it; nothing where the message of the project's own shape says so already.

    >>> from rdflib import URIRef
    >>> from diplograph.shapes.report import Severity
    >>> hint(Result(URIRef("urn:x"), None, None, None, SH.MinCountConstraintComponent, Severity.VIOLATION, "Too few.", None))
    'add the missing value'
    """
    if result.shape is not None and result.shape.startswith(PREFIXES["dgsh"]):
        return None
    return _HINTS.get(result.component.removeprefix(str(SH)).removesuffix("ConstraintComponent"))
