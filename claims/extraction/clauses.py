"""Reading a dependency parse: the subject, the verb group and the content of a cue word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from claims.extraction.lexicon import Cue

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
VERB_GROUP = frozenset({"aux", "auxpass", "neg", "advmod", "prt"})
CLAUSES = frozenset({"ccomp"})
OBJECTS = frozenset({"dobj"})
PREDICATES = frozenset({"dobj", "oprd", "xcomp", "ccomp", "acomp"})
SHARING = frozenset({"conj", "advcl", "xcomp"})
NOT_SOURCE = frozenset({"there", "this", "that", "what", "these", "those"})
CONDITIONS = frozenset({"if", "unless", "provided", "providing", "until", "because", "once"})
MAX_CLIMB = 6


def subject_of(verb: Token) -> Token | None:
    """Return the token whose noun phrase acts: own subject, agent of a passive, or the subject shared with a head."""
    token = verb
    for _ in range(MAX_CLIMB):
        own = _own_subject(token)
        if own is not None:
            return own
        if token.dep_ == "acl":
            return token.head
        if token.dep_ not in SHARING or token.head is token:
            return None
        token = token.head
    return None


def _own_subject(verb: Token) -> Token | None:
    subjects = [child for child in verb.children if child.dep_ in SUBJECTS]
    if subjects:
        return min(subjects, key=lambda child: abs(child.i - verb.i))
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    return next((child for child in agent.children if child.dep_ == "pobj"), None) if agent is not None else None


def governing_cue(verb: Token, is_cue: Callable[[Token], bool]) -> Token:
    """For a participle after a comma (", rejecting ..."), return the finite cue verb of the sentence it belongs to.

    A parser often hangs it on the last clause, that is on what was said; the one who speaks is more often meant.
    """
    found = verb
    token = verb
    for _ in range(MAX_CLIMB):
        if token.head is token:
            break
        if token.dep_ in CLAUSES and is_cue(token.head) and token.head.i < verb.i:
            found = token.head
        token = token.head
    return found


def is_passive(verb: Token) -> bool:
    return any(child.dep_ in PASSIVE_SUBJECTS or child.dep_ in {"auxpass", "agent"} for child in verb.children)


def noun_phrase(noun: Token) -> tuple[int, int]:
    """Return the first and last token index of ``noun``'s phrase without relative clauses at its end."""
    end = noun.i
    for child in noun.rights:
        if child.dep_ in {"relcl", "advcl", "ccomp"} or (child.dep_ == "acl" and after_comma(child)):
            break
        if child.dep_ == "prep" and child.lower_ == "on" and noun.tag_ == "NNP":
            break  # "Ms. Lee on June 14 said"
        end = max(end, _phrase_end(child))
    return noun.left_edge.i, end


def _phrase_end(child: Token) -> int:
    """The end of a dependent's subtree, cut before a relative clause that follows a comma."""
    cut = next((token.i for token in child.subtree if token.dep_ == "relcl" and after_comma(token)), None)
    return child.right_edge.i if cut is None else max(child.i, child.doc[cut].left_edge.i - 1)


def after_comma(token: Token) -> bool:
    left = token.left_edge.i
    return left > 0 and token.doc[left - 1].lower_ == ","


def verb_group(verb: Token) -> tuple[int, int]:
    """Return the first and last token index of the verb with its auxiliaries, negation and adverbs, contiguous."""
    members = {verb.i} | {child.i for child in verb.children if child.dep_ in VERB_GROUP}
    start = end = verb.i
    while start - 1 in members:
        start -= 1
    while end + 1 in members:
        end += 1
    return start, end


def content_range(cue: Token, entry: Cue) -> tuple[int, int] | None:
    """Return the first and last token index of the content that the parse gives ``cue``, if any."""
    children = list(_content_children(cue, entry))
    if not children:
        return None
    start = min(child.left_edge.i for child in children)
    end = max(child.right_edge.i for child in children)
    if start > cue.i or end < cue.i:
        return start, end
    return _one_side(cue, children)


def _one_side(cue: Token, children: list[Token]) -> tuple[int, int] | None:
    """Where content stands on both sides of the cue, keep the side that holds the larger part."""
    before = [child for child in children if child.right_edge.i < cue.i]
    after = [child for child in children if child.left_edge.i > cue.i]
    sides = [(side[0].left_edge.i, side[-1].right_edge.i) for side in (before, after) if side]
    return max(sides, key=lambda side: side[1] - side[0], default=None)


def _content_children(cue: Token, entry: Cue) -> Iterator[Token]:
    if entry.is_noun:
        yield from _noun_complement(cue, entry)
        return
    if "passive" in entry.takes and any(child.dep_ == "agent" for child in cue.children):
        yield from (child for child in cue.children if child.dep_ in PASSIVE_SUBJECTS)
        return
    clauses = [child for child in cue.children if _is_clause(child, cue)] if "clause" in entry.takes else []
    if clauses and "person" not in entry.takes:
        yield from clauses
        return
    yield from (child for child in cue.children if _is_complement(child, cue, entry))


def _noun_complement(cue: Token, entry: Cue) -> Iterator[Token]:
    for child in cue.rights:
        clause = child.dep_ in {"acl", "ccomp"} and any(mark.lower_ == "that" for mark in child.lefts)
        infinitive = "infinitive" in entry.takes and child.dep_ == "acl" and _is_infinitive(child)
        if clause or infinitive:
            yield child


def end_of_content(last: Token, cue: Token) -> int:
    """Return the index where content that ends with ``last`` really ends, where the parse has torn a part off it.

    These are a condition ("... if they withdraw"), a further verb of a list (", limit ..."), and the words that go
    with a noun ("terms laid out by ...").
    """
    doc, sentence_end = last.doc, last.sent.end - 1
    if last.i + 2 > sentence_end:
        return last.i
    following = doc[last.i + 1]
    listed = following.lower_ == "," and doc[last.i + 2].tag_ == "VB" and doc[last.i + 2].dep_ == "conj"
    if listed or following.lower_ in CONDITIONS:
        return sentence_end
    if following.tag_ in {"VBN", "VBD"} and any(child.dep_ == "agent" for child in following.children):
        return following.right_edge.i if following.left_edge.i > cue.i else last.i
    return last.i


def _is_clause(child: Token, cue: Token) -> bool:
    return child.dep_ in CLAUSES and not (child.tag_ == "VBG" and child.i < cue.i)


def _is_infinitive(token: Token) -> bool:
    return any(child.lower_ == "to" and child.tag_ == "TO" for child in token.lefts)


def _is_complement(child: Token, cue: Token, entry: Cue) -> bool:
    if child.dep_ == "prep":
        return child.i > cue.i and (child.lower_ in entry.preps or _links_object(child, entry))
    if "infinitive" in entry.takes and child.dep_ in {"xcomp", "ccomp", "advcl"} and _is_infinitive(child):
        return child.i > cue.i
    if "person" in entry.takes:
        return child.dep_ in PREDICATES and (child.i > cue.i or child.lower_ in RELATIVES)
    return "object" in entry.takes and child.dep_ in (OBJECTS if not entry.subjects else OBJECTS | {"attr"})


def _links_object(prep: Token, entry: Cue) -> bool:
    return "person" in entry.takes and prep.lower_ in {"of", "as", "for", "to", "against"}
