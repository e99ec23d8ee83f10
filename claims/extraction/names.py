"""Full names of persons whom the registry does not know, from named entities and runs of capitalised words."""

from __future__ import annotations

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.lexicon import read_words


def person_name(doc: Doc, head: Token, source: TokenSpan) -> str | None:
    """Return the name at ``head`` or in apposition to it, without titles; one word only if that is all there is."""
    places = [
        head,
        *(child for child in head.children if child.dep_ == "appos" and source.start <= child.i < source.end),
    ]
    for token in places:
        entity = next((found for found in doc.ents if found.label_ == "PERSON" and _holds(found, token)), None)
        name = _without_titles(entity if entity is not None else _capitalised(doc, token, source))
        if name and (entity is not None or _is_titled(doc, token)):
            return name
    return None


def _holds(entity: TokenSpan, token: Token) -> bool:
    return entity.start <= token.i < entity.end


def _capitalised(doc: Doc, token: Token, source: TokenSpan) -> TokenSpan:
    """The run of proper nouns that ends at or holds ``token``."""
    first = end = token.i
    while first > source.start and doc[first - 1].tag_ == "NNP":
        first -= 1
    while end < source.end and doc[end].tag_ == "NNP":
        end += 1
    return doc[first:end]


def _is_titled(doc: Doc, token: Token) -> bool:
    """A run of capitalised words is a person only if a title stands in front of it or inside it."""
    start = token.i
    while start > 0 and doc[start - 1].tag_ == "NNP":
        start -= 1
    before = doc[max(0, start - 1) : token.i + 1]
    return any(word.lower_.rstrip(".") in read_words().titles for word in before)


def _without_titles(name: TokenSpan) -> str | None:
    words = [token for token in name if not token.is_space]
    while words and words[0].lower_.rstrip(".") in read_words().titles:
        words = words[1:]
    while words and (words[-1].lower_ in {"'s", "’s"} or not words[-1].text[0].isalpha()):
        words = words[:-1]
    if not words or not words[0].text[0].isupper() or any(word.lower_ in read_words().not_names for word in words):
        return None
    return "".join(word.text_with_ws for word in words[:-1]) + words[-1].text
