"""Comments, second opinions and agreement, where the machine errs, and decisions as gold."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.exports import as_json_lines, exported
from claims.extraction.gold_claims import read_given, read_gold
from claims.extraction.scoring_claims import score_claims
from claims.models import Claim, Comment, Mention, SecondOpinion, Verb
from claims.review.agreement import agreements, kappa
from claims.review.correcting import Correction, correct
from claims.review.deciding import decide
from claims.review.errors import machine_errors
from claims.roles import make_editor
from tests.factories import make_actor
from tests.review.conftest import signed_in
from tests.review.pages import fields_of

pytestmark = pytest.mark.django_db


def test_comment_tells_those_it_names(editor_client: Client, senior: User, senior_client: Client, claim: Claim) -> None:
    text = "@senior is this her? @nobody knows. mail@senior.example"
    response = editor_client.post(f"/review/claims/{claim.pk}/comment/", {"text": text}, follow=True)
    assert "Nobody here is called @nobody." in response.content.decode()
    assert [mention.user for mention in Mention.objects.all()] == [senior]
    assert "You are named in 1 new comment." in senior_client.get("/review/").content.decode()
    assert "is this her?" in senior_client.get("/review/mentions/").content.decode()
    assert "You are named" not in senior_client.get("/review/").content.decode()
    assert text in editor_client.get(f"/review/claims/{claim.pk}/comments/").content.decode()


def test_empty_comment_is_refused(editor_client: Client, claim: Claim) -> None:
    page = editor_client.post(f"/review/claims/{claim.pk}/comment/", {"text": " "}).content.decode()
    assert "The comment is empty." in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # Cohen's own kind of example: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no gives 0.4.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("a", "a")] * 3, None),
        ([], None),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[str, str]], expected: float | None) -> None:
    assert kappa(pairs) == (expected if expected is None else pytest.approx(expected))


def test_second_opinion_is_blind_and_changes_nothing(editor: User, claim: Claim, second: Claim) -> None:
    correct(claim, Correction(columns={"act": "offer"}), editor)
    decide(second, Verb.REJECT, editor, "no")
    client = signed_in(make_editor(username="other", password="x"))
    assert signed_in(editor).get("/review/second/").status_code == 302
    seen = []
    for _ in range(2):
        page = client.get("/review/second/").content.decode()
        pk = int(page.split("/opinion/")[0].rsplit("/", 1)[1])
        data = fields_of(page)
        seen.append((pk, data["act"]))
        client.post(f"/review/claims/{pk}/opinion/", data | {"verdict": "right", "kind": "direct"})
    assert sorted(seen) == [(claim.pk, "demand"), (second.pk, "demand")]
    claim.refresh_from_db()
    assert (claim.act, claim.kind, claim.state, claim.edit_version) == ("offer", "indirect", "corrected", 2)
    opinion = SecondOpinion.objects.get(claim=claim)
    assert (opinion.verdict, opinion.answers["act"], opinion.answers["kind"]) == ("changed", "demand", "direct")
    assert opinion.answers["issues"] == {"border": "for"}
    rows = {row.field: (row.pairs, row.share) for row in agreements(SecondOpinion.objects.all())}
    assert rows == {
        "verdict": (2, 0.5), "speaker": (1, 1.0), "act": (1, 0.0), "kind": (1, 0.0), "said_on": (1, 1.0),
        "issues": (1, 1.0),
    }  # fmt: skip
    assert "2 claims judged twice" in client.get("/review/agreement/").content.decode()
    late = client.post(f"/review/claims/{claim.pk}/opinion/", {"verdict": "wrong"}, follow=True).content.decode()
    assert "does not wait for your opinion" in late


def test_machine_errors_count_what_editors_changed(
    editor: User, editor_client: Client, claim: Claim, second: Claim
) -> None:
    Claim.objects.filter(pk=claim.pk).update(reason=["cue:said"])
    claim.refresh_from_db()
    border = claim.claim_issues.get().issue_id
    change = Correction(columns={"act": "offer", "speaker": make_actor("Bo Dahl")}, stances={border: "against"})
    correct(claim, change, editor)
    decide(second, Verb.REJECT, editor, "no")
    found = machine_errors()
    assert found.decided == 2
    assert {row.name: (row.right, row.found) for row in found.acts} == {"demand": (0, 2)}
    assert {row.name: (row.right, row.found) for row in found.reasons} == {"cue": (0, 1)}
    assert {row.name: (row.right, row.found) for row in found.issues} == {"Border": (0, 1)}
    assert {row.name: (row.right, row.found) for row in found.bands} == {"Below 50 %": (1, 2)}
    fields = {row.name: (row.right, row.found) for row in found.fields}
    assert (fields["act"], fields["speaker"], fields["wording"]) == ((0, 1), (0, 1), (1, 1))
    assert "Below 50 %" in editor_client.get("/review/errors/").content.decode()


def test_machine_errors_count_corrections_made_on_any_page(editor: User, claim: Claim) -> None:
    claim.act = "offer"
    claim.correct(editor)
    row = claim.claim_issues.get()
    row._history_user = editor  # type: ignore[attr-defined]
    row.delete()
    found = machine_errors()
    assert {row.name: (row.right, row.found) for row in found.acts} == {"demand": (0, 1)}
    assert {row.name: (row.right, row.found) for row in found.issues} == {"Border": (0, 1)}


def test_undone_correction_is_no_error(editor: User, claim: Claim) -> None:
    correct(claim, Correction(columns={"act": "offer"}), editor).undo(editor)
    claim.refresh_from_db()
    decide(claim, Verb.ACCEPT, editor)
    assert [(row.name, row.right) for row in machine_errors().acts] == [("demand", 1)]


def test_gold_holds_whole_articles_and_is_read_by_evaluate(
    editor: User, editor_client: Client, claim: Claim, second: Claim, tmp_path: Path
) -> None:
    decide(claim, Verb.ACCEPT, editor)
    archive = zipfile.ZipFile(BytesIO(editor_client.get("/review/gold/").content))
    assert archive.read("gold/attributions.jsonl") == b""
    decide(second, Verb.ACCEPT, editor)
    archive = zipfile.ZipFile(BytesIO(editor_client.get("/review/gold/").content))
    archive.extractall(tmp_path)
    gold = read_gold(tmp_path / "gold", tmp_path / "texts")
    assert len(gold.claims) == 2
    lines = as_json_lines(
        {**row, "article": f"article_{claim.article_id}.txt"} for row in exported(Claim.objects.all())
    )
    scores = score_claims(gold, list(read_given(lines)))
    assert (scores.claims.f1, scores.speaker, scores.act, scores.issues.f1) == (1.0, 1.0, 1.0, 1.0)
