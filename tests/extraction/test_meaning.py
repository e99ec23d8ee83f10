"""Act, issues and stance of sentences of our own, and the rules that need to know who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from claims.extraction.attribution import Attributions
from claims.extraction.pipeline import Extractor
from claims.extraction.records import Act, ArticleText, ExtractedClaim, Stance
from claims.extraction.registry import KnownConflict, Registry, read_registry
from tests.extraction.factories import make_registry
from tests.extraction.marked import Marked, MarkedModel, marked, read_marked

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(__file__).parent / "data"

pytestmark = pytest.mark.model


@dataclass
class Reader:
    """Reads marked sentences with a registry: everything but the attribution model."""

    extractor: Extractor

    def read(self, known: Iterable[Marked]) -> Iterator[tuple[Marked, ExtractedClaim]]:
        sentences = list(known)
        component = cast("Attributions", self.extractor.nlp.get_pipe("attributions"))
        component.model = MarkedModel(sentences)  # type: ignore[assignment]
        for one in sentences:
            (found,) = self.extractor.extract([ArticleText(one.text, published=date(2025, 6, 1))])
            (claim,) = found.claims
            yield one, claim

    def claim(self, text: str) -> ExtractedClaim:
        return next(claim for _, claim in self.read([marked(text)]))


@pytest.fixture(scope="module")
def invented() -> Reader:
    war = KnownConflict("valley-war", "War", ("norvania", "sudoria"), ("ceasefire",))
    registry: Registry = replace(make_registry(), conflicts=(war,))
    return Reader(Extractor(registry))


@pytest.fixture(scope="module")
def seeded() -> Reader:
    return Reader(Extractor(read_registry(ROOT / "seeds")))


@dataclass
class Figures:
    acts: int = 0
    right: int = 0
    found: int = 0
    wanted: int = 0
    stances: int = 0

    def add(self, one: Marked, claim: ExtractedClaim) -> None:
        got = {mention.issue: mention.stance.value for mention in claim.issues}
        self.acts += claim.act.value in one.acts
        shared = set(got) & set(one.issues)
        self.right, self.found, self.wanted = (
            self.right + len(shared),
            self.found + len(got),
            self.wanted + len(one.issues),
        )
        self.stances += sum(got[issue] == one.issues[issue] for issue in shared)


@pytest.mark.parametrize(
    ("name", "act", "issues", "stance"), [("meaning.toml", 0.95, 0.92, 0.92), ("meaning_unseen.toml", 0.9, 0.85, 0.9)]
)
def test_sentences_of_our_own_keep_their_figures(
    seeded: Reader, name: str, act: float, issues: float, stance: float
) -> None:
    sentences = read_marked(DATA / name)
    figures = Figures()
    for one, claim in seeded.read(sentences):
        figures.add(one, claim)
    assert figures.acts / len(sentences) >= act
    assert 2 * figures.right / (figures.found + figures.wanted) >= issues
    assert figures.stances / figures.right >= stance


def test_conditions_and_parts_of_our_sentences_are_found(seeded: Reader) -> None:
    sentences = [one for one in read_marked(DATA / "meaning.toml") if one.condition]
    assert sentences
    for one, claim in seeded.read(sentences):
        assert [one.text[start:end] for start, end in claim.condition] == [one.condition]
        assert len({mention.spans for mention in claim.issues}) == one.parts


def test_party_that_calls_for_its_own_war_to_end_offers_it(invented: Reader) -> None:
    assert invented.claim("{Ida Kessel} [called for] <a truce>.").act is Act.OFFER


def test_anybody_else_appeals_for_it(invented: Reader) -> None:
    assert invented.claim("{Morning Bishop Lund} [called for] <a truce>.").act is Act.APPEAL


def test_party_that_calls_on_the_other_to_end_it_appeals(invented: Reader) -> None:
    assert invented.claim("{Ida Kessel} [called on] <Sudoria to accept a truce>.").act is Act.APPEAL


def test_what_must_come_first_is_demanded_and_the_rest_offered(invented: Reader) -> None:
    claim = invented.claim("{Ida Kessel} [said] <Norvania would accept a truce if the Sudorian army withdraws>.")
    assert {mention.issue: mention.act for mention in claim.issues} == {
        "ceasefire": Act.OFFER,
        "withdrawal": Act.DEMAND,
    }
    assert claim.conditional


def test_media_take_no_stance(invented: Reader) -> None:
    claim = invented.claim("{Morning Wire} [reported] <that a truce is needed>.")
    assert [(claim.act, mention.stance) for mention in claim.issues] == [(Act.REPORT, Stance.NEUTRAL)]


def test_wish_of_the_enemy_is_not_the_speakers(invented: Reader) -> None:
    claim = invented.claim("{Ida Kessel} [said] <what Sudoria wants is that we withdraw>.")
    assert [mention.stance for mention in claim.issues] == [Stance.AGAINST]


def test_content_that_only_points_inherits_the_issues(invented: Reader) -> None:
    known = [marked("{Ida Kessel} [proposed] <a truce>."), marked("{Tom Arden} [rejected] <the proposal>.")]
    text = "\n\n".join(one.text for one in known)
    shift = len(known[0].text) + 2
    moved = replace(
        known[1].attribution,
        **{  # type: ignore[arg-type]
            name: tuple(
                type(span)(span.start + shift, span.end + shift) for span in getattr(known[1].attribution, name)
            )
            for name in ("source", "cue", "content")
        },
    )
    component = cast("Attributions", invented.extractor.nlp.get_pipe("attributions"))
    model = MarkedModel([])
    model.known = {text: [known[0].attribution, moved]}
    component.model = model  # type: ignore[assignment]
    (found,) = invented.extractor.extract([ArticleText(text)])
    assert [[(m.issue, m.stance, m.inherited) for m in claim.issues] for claim in found.claims] == [
        [("ceasefire", Stance.FOR, False)],
        [("ceasefire", Stance.AGAINST, True)],
    ]


def test_mood_of_the_words_stands_against_a_model_that_reads_it_otherwise(seeded: Reader) -> None:
    claim = seeded.claim("{Volodymyr Zelensky} [said] <we cannot accept a paper written without us>.")
    assert claim.act is Act.REJECT


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            "{Volodymyr Zelensky} [said] “<What the Kremlin wants is to take a piece of our country and all in it>”.",
            Act.ACCUSE,
        ),
        ("{Volodymyr Zelensky} [said] <Russia insists that we hand over cities which it could not take>.", Act.ACCUSE),
        ("{Sergei Lavrov} [said] <Kyiv refuses to sit down at the table>.", Act.ACCUSE),
        ("{Andrii Sybiha} [said] <Moscow's aim is to have the sanctions lifted while it goes on bombing>.", Act.ACCUSE),
        ("{Mark Rutte} [said] <Moscow demands that Ukraine stay out of the alliance>.", Act.ASSESS),
        ("{Keith Kellogg} [said] <the Ukrainians are ready to accept a truce>.", Act.ASSESS),
    ],
)
def test_what_somebody_else_wants_or_refuses_is_told_of_him(seeded: Reader, text: str, act: Act) -> None:
    assert seeded.claim(text).act is act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("{Volodymyr Zelensky} [said] “<We want our land back, all of it>”.", Act.DEMAND),
        ("{Dmitry Peskov} [said] <Moscow is ready to open talks tomorrow>.", Act.OFFER),
        ("{Emmanuel Macron} [said] <Russia must agree to a ceasefire without conditions>.", Act.DEMAND),
        ("{Emmanuel Macron} [demanded] <that Russia accept a ceasefire>.", Act.DEMAND),
        ("{Volodymyr Zelensky} [said] <Putin's demand is unacceptable>.", Act.REJECT),
    ],
)
def test_own_will_duties_and_cues_stay_what_they_are(seeded: Reader, text: str, act: Act) -> None:
    assert seeded.claim(text).act is act


def test_what_somebody_else_wants_is_no_stance_of_the_speaker(seeded: Reader) -> None:
    claim = seeded.claim("{Donald Trump} [said] <Zelensky wants a ceasefire and Putin wants the whole of Donbas>.")
    assert {mention.issue: mention.stance for mention in claim.issues}["ceasefire"] is Stance.NEUTRAL
    claim = seeded.claim("{Friedrich Merz} [said] <the Kremlin intends to keep Crimea for good>.")
    assert Stance.FOR not in {mention.stance for mention in claim.issues}


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (
            "{Rustem Umerov} [said] <Ukraine would not withdraw its troops from Donetsk>.",
            {"ukrainian-withdrawal": Stance.AGAINST},
        ),
        (
            "{Volodymyr Zelensky} [said] <Kyiv will never recognise Crimea as Russian and that it wants a ceasefire>.",
            {"crimea-status": Stance.AGAINST, "ceasefire": Stance.FOR},
        ),
        (
            "{Vladimir Putin} [said] <Moscow was ready for talks without preconditions and ruled out a truce>.",
            {"negotiations-readiness": Stance.FOR, "ceasefire": Stance.AGAINST},
        ),
        (
            "{Andrii Sybiha} [added] <that without security guarantees there can be no ceasefire>.",
            {"security-guarantees": Stance.FOR},
        ),
        (
            "{Marco Rubio} [said] <Washington did not rule out new sanctions on Russia>.",
            {"sanctions": Stance.FOR},
        ),
    ],
)
def test_each_part_of_a_statement_has_its_own_stance(seeded: Reader, text: str, issues: dict[str, Stance]) -> None:
    found = {mention.issue: mention.stance for mention in seeded.claim(text).issues}
    assert {issue: found.get(issue) for issue in issues} == issues
    assert "russian-withdrawal" not in found
