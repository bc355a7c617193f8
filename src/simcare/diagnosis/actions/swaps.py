"""A swap test is begun, recorded step by step, and ended when everything is as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from simcare.cards.queries.fleet import get_card
from simcare.diagnosis.actions.readings import enter_reading
from simcare.diagnosis.errors import NoPhoto, NoSwapTest, StepNotDue, SwapTestRuns
from simcare.diagnosis.events import SwapStepDone
from simcare.diagnosis.models import SwapPhoto, SwapTest
from simcare.diagnosis.queries.swaps import results_of
from simcare.diagnosis.rules.photos import kind_of
from simcare.diagnosis.rules.protocol import due
from simcare.kernel import outbox


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where and with what settings a test is made; they stand in the evidence pack."""

    place: str
    network: str = ""
    apn: str = ""
    firmware: str = ""
    locks_lifted: bool = False


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """What one step showed: works or fails, and what was read meanwhile."""

    result: str
    attach: str = ""
    session: str = ""
    ping: str = ""
    error: str = ""


@transaction.atomic
def begin(*, card_id: int, told: Circumstances, ticket: str = "", by: str, at: datetime) -> SwapTest:
    """A test of this card begins. Raises SwapTestRuns."""
    card = get_card(card_id)
    if SwapTest.objects.filter(card=card, ended_at=None).exists():
        raise SwapTestRuns
    test = SwapTest.objects.create(
        account_id=card.account_id,
        card=card,
        ticket=ticket,
        place=told.place.strip(),
        network=told.network.strip(),
        apn=told.apn.strip(),
        firmware=told.firmware.strip(),
        locks_lifted=told.locks_lifted,
        started_at=at,
        started_by=by,
    )
    enter_reading(card_id=card_id, field="swap.locks_lifted", value=told.locks_lifted, observed_at=at, by=by, at=at)
    return test


@transaction.atomic
def record_step(
    *,
    card_id: int,
    step: str,
    told: StepRecord,
    photos: Sequence[bytes] = (),
    observed_at: datetime,
    by: str,
    at: datetime,
) -> SwapTest:
    """Keep what one step showed; a step may be done again. Raises NoSwapTest, StepNotDue, NoPhoto."""
    test = _running(card_id)
    done = results_of(test)
    awaited = due(done)
    if step not in done and (awaited is None or awaited.field != step):
        raise StepNotDue
    kinds = [kind_of(photo) for photo in photos]
    if None in kinds:
        raise NoPhoto
    said = {name: value for name, value in vars_of(told).items() if value}
    enter_reading(
        card_id=card_id, field=step, value={**said, "place": test.place}, place=test.place, observed_at=observed_at,
        by=by, at=at,
    )  # fmt: skip
    SwapPhoto.objects.bulk_create(
        SwapPhoto(test=test, account_id=test.account_id, step=step, kind=kind or "", content=photo, added_at=at, by=by)
        for photo, kind in zip(photos, kinds, strict=True)
    )
    outbox.publish(
        SwapStepDone(card_id=card_id, step=step, result=told.result, done=due(results_of(test)) is None),
        subject=f"card:{card_id}",
        account_id=test.account_id,
    )
    return test


@transaction.atomic
def end(*, card_id: int, at: datetime) -> SwapTest:
    """Card, device and locks are as they were. Raises NoSwapTest."""
    test = _running(card_id)
    test.ended_at = at
    test.save(update_fields=["ended_at"])
    return test


def vars_of(told: StepRecord) -> dict[str, str]:
    """The record as it is kept, without surrounding blanks."""
    return {
        "result": told.result,
        "attach": told.attach.strip(),
        "session": told.session.strip(),
        "ping": told.ping.strip(),
        "error": told.error.strip(),
    }


def _running(card_id: int) -> SwapTest:
    test = SwapTest.objects.select_for_update().filter(card_id=card_id, ended_at=None).first()
    if test is None:
        raise NoSwapTest
    return test
