"""Stored verdicts, and how often people agreed with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet

from simcare.diagnosis.models import Verdict
from simcare.diagnosis.rules.differences import Difference, difference


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many verdicts with this code from this connector a person left as they were."""

    code: str
    platform: str
    verdict_count: int
    corrected_count: int

    @property
    def share(self) -> float:
        """Share of verdicts not corrected, 0 to 1."""
        return 1 - self.corrected_count / self.verdict_count


def get_verdict(verdict_id: int) -> Verdict:
    """One verdict."""
    return Verdict.objects.select_related("card").get(id=verdict_id)


def find_latest(card_id: int, ticket: str = "") -> Verdict | None:
    """The verdict that stands for a card, on one ticket if it is named."""
    standing = for_card(card_id).filter(superseded_by=None)
    return (standing.filter(ticket=ticket) if ticket else standing).first()


def said_as(finding: Mapping[str, Any]) -> str:
    """The name of the words that say a stored finding: its code, or closer ones where nothing could be found."""
    if finding.get("code") != "insufficient_evidence":
        return str(finding.get("code", ""))
    return str(finding["summary"]["key"]).removeprefix("finding.")


def for_card(card_id: int) -> QuerySet[Verdict]:
    """All verdicts on a card, newest first."""
    return Verdict.objects.filter(card_id=card_id).order_by("-requested_at", "-id")


@dataclass(frozen=True, slots=True)
class Past:
    """A verdict of a card's history, with what is new in it against the one before; None for the first."""

    verdict: Verdict
    difference: Difference | None


def history(card_id: int, ticket: str = "", limit: int = 30) -> list[Past]:
    """The verdicts on a card, on one ticket if it is named, the newest first, each against the one before."""
    rows = for_card(card_id)
    found = list((rows.filter(ticket=ticket) if ticket else rows)[: limit + 1])
    past = [Past(later, _difference(earlier, later)) for later, earlier in pairwise(found)]
    return past if len(found) > limit else [*past, *(Past(first, None) for first in found[-1:])]


def _difference(earlier: Verdict, later: Verdict) -> Difference:
    return difference(earlier.result, earlier.bundle, later.result, later.bundle)


def agreement(*, since_at: datetime, until_at: datetime) -> list[Agreement]:
    """Per check and connector, the verdicts of the rules given in [since_at, until_at) and those since corrected."""
    given = Verdict.objects.filter(reason="", requested_at__gte=since_at, requested_at__lt=until_at)
    rows = (
        given.values("primary_code", "platform")
        .annotate(verdicts=Count("id"), corrected=Count("id", filter=~Q(superseded_by__reason="") & _replaced()))
        .order_by("primary_code", "platform")
    )
    return [Agreement(row["primary_code"], row["platform"], row["verdicts"], row["corrected"]) for row in rows]


def _replaced() -> Q:
    return Q(superseded_by__isnull=False)
