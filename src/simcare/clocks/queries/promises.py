"""What is promised now: running clocks, the next due time, what is overdue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from simcare.clocks.models import Clock, Pause
from simcare.clocks.values import KINDS, Kind
from simcare.kernel.asking import Asked, reading_ahead
from simcare.kernel.statements import give_parts, kept_statement


def for_subject(subject: str) -> QuerySet[Clock]:
    """All clocks of a subject, running or answered, in the order of their opening."""
    return Clock.objects.filter(subject=subject).order_by("opened_at", "id")


def clocks_of(subjects: list[str]) -> list[Clock]:
    """All clocks of several subjects with their pauses, in the order they were begun."""
    with reading_ahead(*ask_clocks(subjects)):
        clocks = _clocks(subjects)
        give_parts(clocks, "pauses", _pauses(subjects))
        return clocks


def ask_clocks(subjects: list[str]) -> list[Asked[Any]]:
    """What `clocks_of` asks, not asked yet."""
    return [_clocks.of(subjects), _pauses.of(subjects)]


@kept_statement
def _clocks(subjects: list[str]) -> QuerySet[Clock]:
    return Clock.objects.filter(subject__in=subjects).order_by("id")


@kept_statement
def _pauses(subjects: list[str]) -> QuerySet[Pause]:
    return Pause.objects.filter(clock__subject__in=subjects).order_by("id")


def running(subject: str) -> QuerySet[Clock]:
    """The clocks of a subject that nobody has answered yet, paused ones too."""
    return for_subject(subject).filter(answered_at=None)


def is_running(subject: str, kind: Kind) -> bool:
    """Whether a clock of this kind waits for its answer."""
    return running(subject).filter(kind=kind).exists()


def next_promise(subject: str) -> datetime | None:
    """The earliest due time among running clocks; None where none runs or pauses hold all of them."""
    return running(subject).filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True).first()


def list_due_next(limit: int = 20, kinds: Sequence[Kind] = KINDS) -> list[Clock]:
    """The promises that fall due next, overdue ones first; held ones are left out."""
    waiting = Clock.objects.filter(answered_at=None, due_at__isnull=False, kind__in=kinds)
    return list(waiting.order_by("due_at", "id")[:limit])


def list_overdue(at: datetime) -> QuerySet[Clock]:
    """Unanswered clocks whose due time has passed, the longest overdue first."""
    return Clock.objects.filter(answered_at=None, due_at__lte=at).order_by("due_at", "id")
