"""Questions put to a sentence's grammar: who is a verb's subject, what does a noun's support verb say, what hangs on a preposition.

The labels are those of the ClearNLP scheme that spaCy's English models use.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

# Verbs that only carry the noun after them: in "held talks", "talks" is the event and "held" its grammar.
SUPPORT_VERBS = frozenset(
    "hold have conduct pay make reach sign lodge file issue impose lift engage attend host lead launch resume take give undertake "
    "begin start open conclude finalise finalize seal ink strike clinch ratify broker forge co-chair chair convene organise organize "
    "deliver send extend receive accept propose offer hand express voice raise level slap ease remove renew extend enter deny reject "
    "announce plan schedule postpone cancel suspend break continue join co-host mediate facilitate arrange complete end wrap agree "
    "negotiate approve adopt exchange publish present face expect welcome see discuss set expand announce enjoy push pursue seek initial "
    "establish restore resume convene implement initiate maintain keep do mark participate trade swap witness oversee".split()
)
# Where a document's user data say that it is a headline.
HEADLINE = "diplograph headline"
_SUBJECTS = ("nsubj", "csubj", "expl")
_OBJECT_CONTROL = frozenset(
    "ask urge invite call order tell force press persuade push allow want expect appoint name prompt lead cause compel oblige enable help "
    "permit require encourage instruct direct authorize authorise pressure beg warn request "
    "challenge advise recommend drive move task".split()
)


# Nouns whose infinitive tells what those who have or make them do.
_RESOLVES = frozenset("agreement decision deal plan vote order resolution intention proposal offer threat promise pledge bid vow".split())
# "the first time that they met": a clause about these says when or why, not whom.
_CIRCUMSTANCES = frozenset("time day moment place reason way year month week occasion point".split())


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is joined to it by and, or, commas."""
    yield token
    for child in token.children:
        if child.dep_ in ("conj", "appos") and (child.dep_ == "conj" or child.pos_ == token.pos_ and _listed(child)):
            yield from conjuncts(child)


def _listed(token: Token) -> bool:
    """Whether an apposition is in truth a list, as parsers read "India, Canada agree"."""
    return token.i > 0 and token.nbor(-1).text == "," and token.n_lefts == 0 and token.ent_type_ in ("GPE", "NORP")


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive, also as a participle after its noun ("the deal signed in July")."""
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return True
    if verb.doc.user_data.get(HEADLINE) and verb.dep_ == "ROOT" and verb.tag_ in ("VBN", "VBD"):
        # Headlines tell in the present tense, and leave out the auxiliary: "Envoy expelled over spying", "Leader invited to visit".
        return not any(child.dep_ in ("aux", "dobj", "prt", "ccomp") for child in verb.children)
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl") and not any(child.dep_ == "aux" for child in verb.children)


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Heads of who does what the verb says; the agent of a passive verb."""
    if is_passive(verb):
        return agents(verb) or prepositional_after(verb, "by", 24)
    return _grammatical_subjects(verb, depth)


def objects(verb: Token) -> list[Token]:
    """Heads of whom the verb is done to; the subject of a passive verb."""
    if is_passive(verb):
        if verb.dep_ == "acl":
            return [verb.head]
        own = [_antecedent(child) for child in verb.children if child.dep_ in ("nsubjpass", "nsubj")]
        return own or (_grammatical_subjects(verb.head, 1) if verb.dep_ in ("conj", "advcl") else [])
    found = [child for child in verb.children if child.dep_ in ("dobj", "obj")]
    # "the man whom Israel blames": the relative pronoun was the object.
    own_subject = any(child.dep_ in _SUBJECTS and child.tag_ not in ("WDT", "WP") for child in verb.children)
    if not found and verb.dep_ == "relcl" and own_subject and verb.head.lemma_ not in _CIRCUMSTANCES:
        found = [verb.head]
    return [_antecedent(token) for token in found]


def agents(verb: Token) -> list[Token]:
    """Heads after the "by" of a passive verb."""
    found = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            found += [grandchild for grandchild in child.children if grandchild.dep_ == "pobj"]
    return found


def _grammatical_subjects(verb: Token, depth: int) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if own:
        return [_antecedent(token) for token in own]
    if depth > 4:
        return []
    head = verb.head
    if verb.dep_ == "pcomp":
        carrier = head.head
        while carrier.pos_ in ("ADV", "ADP", "SCONJ") and carrier.head.i != carrier.i:
            carrier = carrier.head
        if carrier.pos_ in ("VERB", "AUX"):
            # "chided Kiir for refusing", "accused of arming", "barred them from entering": to whom it is done does it.
            done_to = objects(carrier) if head.lower_ in ("for", "of", "from") and head.head.i == carrier.i else []
            return done_to or subjects(carrier, depth + 1)
        return [child for child in carrier.children if child.dep_ == "poss"] or [
            subject for other in [support_verb(carrier)] if other is not None for subject in subjects(other, depth + 1)
        ]
    if verb.dep_ == "acl" and any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children) and _owner(head):
        # "Britain's referendum to leave", "the Japanese decision to resume": whose plan it is does it.
        return _owner(head)
    if verb.dep_ == "acl" and head.dep_ == "dobj" and head.lemma_ in _RESOLVES and any(child.lower_ == "to" for child in verb.lefts):
        # "reached an agreement to impose sanctions", "has plans to visit"
        return subjects(head.head, depth + 1)
    if verb.dep_ == "acl" and head.lemma_ == "invitation" and (invited := prepositional(head, "to") or prepositional(head, "for")):
        # "an invitation to the minister to visit London"
        return invited
    if verb.dep_ == "acl":
        return [head] if verb.tag_ != "VBN" else []
    if verb.dep_ == "relcl":
        return [head]
    if head.pos_ not in ("VERB", "AUX") or head.i == verb.i:
        # "the decision to expel", "plans to visit": whose plan it is does it.
        if verb.dep_ in ("acl", "relcl") or head.pos_ == "NOUN":
            # "Sisi to visit Addis Ababa": headlines leave out "is".
            return _owner(head) or ([head] if head.dep_ == "ROOT" and head.i < verb.i else [])
        return []
    if verb.dep_ == "xcomp" or verb.dep_ == "ccomp":
        if head.lemma_ in _OBJECT_CONTROL and not is_passive(head):
            controlled = objects(head)
            if controlled:
                return controlled
        return _grammatical_subjects(head, depth + 1)
    if verb.dep_ == "advcl" and head.dep_ == "ccomp" and is_passive(head):
        # "reported that the residence was hit, denouncing it": he denounces who reports.
        return subjects(head.head, depth + 1)
    if verb.dep_ in ("conj", "advcl", "dep", "parataxis"):
        return subjects(head, depth + 1) if not is_passive(head) else [c for c in head.children if c.dep_ == "nsubjpass"]
    return []


def _owner(noun: Token) -> list[Token]:
    return [child for child in noun.lefts if child.dep_ == "poss"]


def _antecedent(token: Token) -> Token:
    """What a relative pronoun stands for, else the token."""
    if token.tag_ in ("WDT", "WP") or token.lower_ in ("who", "which", "that") and token.pos_ == "PRON":
        verb = token.head
        for _ in range(3):
            if verb.dep_ == "relcl":
                return verb.head
            if verb.dep_ in ("conj", "ccomp", "xcomp"):
                verb = verb.head
            else:
                break
    return token


def prepositional(token: Token, word: str) -> list[Token]:
    """Heads of the noun phrases that hang on the token by that preposition."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative", "prt") and child.lower_ == word:
            for preposition in (child, *(other for other in child.children if other.dep_ == "conj" and other.pos_ == "ADP")):
                found += [grandchild for grandchild in preposition.children if grandchild.dep_ in ("pobj", "pcomp")]
        elif child.dep_ == "prep" and child.lower_ in ("along", "together", "according", "due", "prior"):
            found += prepositional(child, word)
    return found


def prepositional_after(token: Token, word: str, reach: int = 24) -> list[Token]:
    """Heads after the next such preposition in the token's clause, for where the parser attached it elsewhere."""
    doc = token.doc
    for i in range(token.i + 1, min(len(doc), token.i + reach)):
        other = doc[i]
        if other.lower_ == word and (other.pos_ in ("ADP", "SCONJ") or other.dep_ == "prep"):
            return [child for child in other.children if child.dep_ == "pobj"]
        if other.pos_ == "VERB" and other.dep_ not in ("amod", "acl", "prep") or other.text in (";", ":"):
            break
    return []


def support_verb(noun: Token) -> Token | None:
    """The verb that carries an event noun, as subject, object or after its preposition ("engaged in talks")."""
    top = noun
    while top.dep_ == "conj" and top.head.pos_ in ("NOUN", "PROPN") or top.dep_ == "pobj" and top.head.lower_ == "including":
        # "had a series of meetings including talks with …"
        top = top.head if top.dep_ == "conj" or top.head.head.pos_ not in ("NOUN", "PROPN") else top.head.head
    while top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.pos_ == "NOUN" and not _complex_preposition(top.head.head):
        # "a round of talks", "a series of meetings"
        top = top.head.head
    if top.dep_ in ("dobj", "obj", "nsubjpass", "nsubj", "attr", "dative", "oprd"):
        head = top.head
        # "offered to host talks": small models take some infinitives for nouns.
        return head if head.pos_ in ("VERB", "AUX") or any(child.dep_ == "aux" for child in head.children) else None
    carried_by = ("in", "into", "to", "for", "on")
    if top.dep_ == "pobj" and top.head.dep_ == "prep" and top.head.lower_ in carried_by and top.head.head.pos_ == "VERB":
        # "In his meeting with the president, he pledged to help": such a verb does not carry it.
        return top.head.head if top.head.head.i < top.i else None
    return None


def _complex_preposition(noun: Token) -> bool:
    """Whether a noun is only a part of a preposition: "in spite of", "in view of", "on behalf of"."""
    return noun.dep_ == "pobj" and noun.n_lefts == 0 and noun.lower_ in _COMPLEX


_COMPLEX = frozenset(
    "spite view case light face terms wake favour favor lieu front behalf course view account violation breach defiance support".split()
)


def clause_verb(token: Token) -> Token:
    """The verb of the clause in which the token stands, or the root."""
    current = token
    while current.pos_ not in ("VERB", "AUX") and current.head.i != current.i:
        current = current.head
    if current.pos_ == "AUX" and current.dep_ in ("aux", "auxpass"):
        current = current.head
    return current
