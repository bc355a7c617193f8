"""Swap tests with their steps, as a guide shows them and as an evidence pack hands them over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simcare.diagnosis.models import Reading, SwapPhoto, SwapTest
from simcare.diagnosis.rules.protocol import STEPS, Outcome, Step, due, outcome


@dataclass(frozen=True)
class DoneStep:
    """A step of the protocol with what it showed last; `record` None: not done."""

    step: Step
    record: Mapping[str, str] | None
    observed_at: datetime | None
    by: str
    photo_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class SwapView:
    """A test as it stands."""

    test: SwapTest
    steps: tuple[DoneStep, ...]
    due: Step | None
    outcome: Outcome


def find_running(card_id: int) -> SwapTest | None:
    """The test of a card that is under way."""
    return SwapTest.objects.filter(card_id=card_id, ended_at=None).first()


def find_last(card_id: int) -> SwapTest | None:
    """The test of a card that was begun last."""
    return SwapTest.objects.filter(card_id=card_id).order_by("-started_at", "-id").first()


def get_view(test: SwapTest) -> SwapView:
    """The whole test."""
    done = results_of(test)
    readings, photos = _newest(test), _photos(test)
    steps = tuple(
        DoneStep(
            step,
            readings[step.field].value if step.field in readings else None,
            readings[step.field].observed_at if step.field in readings else None,
            readings[step.field].by if step.field in readings else "",
            photos.get(step.field, ()),
        )
        for step in STEPS
    )
    return SwapView(test, steps, due(done), outcome(done))


def results_of(test: SwapTest) -> dict[str, str]:
    """What each step that was done showed last."""
    return {field: reading.value["result"] for field, reading in _newest(test).items()}


def get_photo(photo_id: int) -> SwapPhoto:
    """One photo with its bytes. Raises SwapPhoto.DoesNotExist."""
    return SwapPhoto.objects.get(id=photo_id)


def _newest(test: SwapTest) -> dict[str, Reading]:
    rows = Reading.objects.filter(
        card_id=test.card_id, field__in=[step.field for step in STEPS], entered_at__gte=test.started_at
    )
    if test.ended_at:
        rows = rows.filter(entered_at__lte=test.ended_at)
    return {row.field: row for row in rows.order_by("entered_at", "id")}


def _photos(test: SwapTest) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for photo_id, step in SwapPhoto.objects.filter(test=test).order_by("id").values_list("id", "step"):
        found[step] = (*found.get(step, ()), photo_id)
    return found
