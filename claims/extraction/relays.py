"""Through whom a statement has come: "told Reuters", "as reported by …", "in an interview with …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import spans
from claims.extraction.aliases import Mention
from claims.extraction.lexicon import read_roles
from claims.extraction.records import Attribution, Span, Speaker
from claims.extraction.terms import tokens_of

FRONT = re.compile(
    r"(?:as reported by|reported by|according to|told|tells|telling|interview (?:with|to|for|by|on)|cited by"
    r"|speaking (?:to|on|with)|quoted by|carried by|published (?:by|in|on)|wrote (?:in|for|on)|writing (?:in|for)"
    r"|comments? (?:to|on)|remarks? to|statement to|appearance on|appearing on|seen by|obtained by|confirmed to"
    r"|aired (?:on|by)|broadcast (?:on|by)|said (?:on|in an interview with)|article (?:in|for)|op-ed (?:in|for))"
    r"\s+(?:the\s+)?(?:[A-Z][a-z]+\s+)?(?:(?:state\s+)?(?:news\s+agency|newspaper|TV\s+channel|channel|broadcaster|news"
    r"\s+outlet|outlet|magazine|daily|website|agency|television|TV|radio)\s+)?$",
    re.IGNORECASE,
)
# An outlet nobody has registered: a name with a word of the trade in it.
NEW_OUTLET = re.compile(
    r"(?:told|tells|interview with|speaking to|as reported by|according to|quoted by)\s+(?:the\s+)?"
    r"(?P<name>(?:[A-Z][\w’'-]*\s+){0,3}(?:News|TV|Radio|Times|Post|Today|Channel|Television|Herald|Tribune|Gazette"
    r"|Telegraph|Journal|Daily|Magazine|Agency)(?:\s+[A-Z0-9][\w’'-]*){0,2})"
)
AHEAD, FAR = 3, 10  # tokens behind "quoted" in which "saying" stands, and "as saying" behind the name of an outlet
REACH = 40  # characters in front of an outlet's name
KNOWN, NEW = 0.8, 0.6


def via_of(doc: Doc, text: str, sentence: Span, mentions: Sequence[Mention]) -> Speaker | None:
    """Return the outlet that a statement in the sentence was made to or comes from, if the sentence says so."""
    outlets = [m for m in mentions if m.kind == "outlet" and spans.contains(sentence, m.span)]
    for mention in outlets:
        if FRONT.search(text[max(sentence.start, mention.span.start - REACH) : mention.span.start]):
            return Speaker(actors=mention.slugs[:1], confidence=KNOWN, reason=("via",))
    return None if outlets else _unregistered(doc, text, sentence)


def _unregistered(doc: Doc, text: str, sentence: Span) -> Speaker | None:
    found = NEW_OUTLET.search(text, sentence.start, sentence.end)
    if found is None:
        return None
    span = doc.char_span(*found.span("name"), alignment_mode="expand")
    if span is None or span[-1].lower_ in read_roles().hearers or len(span) < 2:
        return None
    return Speaker(name=found["name"], kind="outlet", confidence=NEW, reason=("via", "name:new-outlet"))


def quoted_by_others(doc: Doc, attribution: Attribution) -> TokenSpan | None:
    """Return who speaks where a medium only quotes: "he was quoted by the paper as saying"."""
    cue = doc.char_span(*spans.cover(attribution.cue), alignment_mode="expand") if attribution.cue else None
    if cue is None or not _tells_what_was_said(doc, cue):
        return None
    above = [token.head for token in cue]
    verb = next((token for token in (*cue, *above, *(token.head for token in above)) if _quotes(token)), None)
    if verb is None:
        return None
    passive = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    quoted = passive or next((child for child in verb.children if child.dep_ == "dobj"), None)
    return doc[quoted.left_edge.i : quoted.i + 1] if quoted is not None else None


def with_source_quoted(doc: Doc, attribution: Attribution) -> Attribution:
    """Return "Ann Lee was quoted as saying …" with her as its source, where she was taken for content."""
    first, *rest = attribution.content
    if attribution.source or not attribution.cue or not rest or first.end > attribution.cue[0].start:
        return attribution
    cue = {token.lower_ for token in tokens_of(doc, attribution.cue)}
    if not (cue & {"quoted", "cited"} and "saying" in cue):
        return attribution
    if any(token.tag_.startswith(("VB", "MD")) for token in tokens_of(doc, [first])):
        return attribution
    return replace(attribution, source=(first,), content=tuple(rest))


def _tells_what_was_said(doc: Doc, cue: TokenSpan) -> bool:
    if any(token.tag_ == "VBG" for token in (*cue, *doc[cue.end : cue.end + AHEAD])):
        return True
    return any(one.lower_ == "as" and other.tag_ == "VBG" for one, other in pairwise(doc[cue.end : cue.end + FAR]))


def _quotes(token: Token) -> bool:
    return token.lemma_.lower() in {"quote", "cite"} and token.tag_[:2] == "VB"
