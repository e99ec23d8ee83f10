"""What speakers do, in words: one demands, several demand."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext, pgettext_lazy

from claims.models import Act, ActorKind, Claim, Link, Outcome, Sourcing

_ONE = {
    Act.DEMAND: pgettext_lazy("act", "demands"),
    Act.OFFER: pgettext_lazy("act", "offers"),
    Act.ACCEPT: pgettext_lazy("act", "accepts"),
    Act.REJECT: pgettext_lazy("act", "rejects"),
    Act.CONCEDE: pgettext_lazy("act", "concedes"),
    Act.ACCUSE: pgettext_lazy("act", "accuses"),
    Act.THREATEN: pgettext_lazy("act", "threatens"),
    Act.COMMIT: pgettext_lazy("act", "commits"),
    Act.APPEAL: pgettext_lazy("act", "appeals"),
    Act.DENY: pgettext_lazy("act", "denies"),
    Act.ASSESS: pgettext_lazy("act", "assesses"),
    Act.PREDICT: pgettext_lazy("act", "predicts"),
    Act.REPORT: pgettext_lazy("act", "reports"),
}
_SEVERAL = {
    Act.DEMAND: pgettext_lazy("act of several", "demand"),
    Act.OFFER: pgettext_lazy("act of several", "offer"),
    Act.ACCEPT: pgettext_lazy("act of several", "accept"),
    Act.REJECT: pgettext_lazy("act of several", "reject"),
    Act.CONCEDE: pgettext_lazy("act of several", "concede"),
    Act.ACCUSE: pgettext_lazy("act of several", "accuse"),
    Act.THREATEN: pgettext_lazy("act of several", "threaten"),
    Act.COMMIT: pgettext_lazy("act of several", "commit"),
    Act.APPEAL: pgettext_lazy("act of several", "appeal"),
    Act.DENY: pgettext_lazy("act of several", "deny"),
    Act.ASSESS: pgettext_lazy("act of several", "assess"),
    Act.PREDICT: pgettext_lazy("act of several", "predict"),
    Act.REPORT: pgettext_lazy("act of several", "report"),
}
_ANSWERS_OF_SEVERAL = {
    Outcome.ACCEPTS: pgettext_lazy("outcome of several", "accept"),
    Outcome.ACCEPTS_CONDITIONALLY: pgettext_lazy("outcome of several", "accept conditionally"),
    Outcome.REJECTS: pgettext_lazy("outcome of several", "reject"),
    Outcome.COUNTERS: pgettext_lazy("outcome of several", "counter"),
}


def verb(act: str) -> str:
    """Return what one speaker does by the act: "demands"."""
    return str(_ONE[Act(act)])


def does(claim: Claim) -> str:
    """Return what the claim's speakers do by it: "Norvania demands", "Norvania + Sudoria demand"."""
    return str(_SEVERAL[Act(claim.act)]) if _are_several(claim) else verb(claim.act)


def answers(claim: Claim, link: Link) -> str:
    """Return what the claim's speakers do with what they answer by ``link``: "rejects", of several "reject"."""
    if _are_several(claim):
        known = {str(outcome): words for outcome, words in _ANSWERS_OF_SEVERAL.items()}
        return str(known.get(link.outcome) or pgettext("outcome of several", "answer"))
    return str(link.get_outcome_display() or gettext("answers")).lower()


def _are_several(claim: Claim) -> bool:
    match claim.speakers:
        case []:
            return claim.sourcing == Sourcing.GROUP and bool(claim.source_text)
        case [only]:
            return only.kind == ActorKind.GROUP
        case _:
            return True
