"""Addresses that nothing reaches: suppressed by what came back, refused before anything is sent, lifted by people.

A bounce counts only when it came to the signed address of a thread, and speaks of an address that we wrote to in that
thread: else anybody could silence anybody by a forged one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from simcare.kernel import audit
from simcare.messaging.actions.threads import Placed, signed_thread
from simcare.messaging.errors import AddressSuppressed, NoSuchSuppression
from simcare.messaging.models import Sending, Suppression
from simcare.messaging.policy import MailLimits

if TYPE_CHECKING:
    from simcare.messaging.actions.transcripts import Ground


def note_returned(bounces: Sequence[Placed], ground: "Ground") -> None:
    """Mails that tell of ours which did not arrive: given up is hard, still tried is soft."""
    for each, thread in bounces:
        if thread is None or signed_thread(each) != thread.id:
            continue
        written_to = set(Sending.objects.filter(message__thread=thread).values_list("recipient", flat=True))
        for address, is_hard in _named(each.reading.failed, each.reading.delayed):
            if address in written_to:
                note(
                    address=address,
                    is_hard=is_hard,
                    answer=each.parsed.subject,
                    at=ground.now,
                    limits=ground.limits,
                )


def note(*, address: str, is_hard: bool, answer: str, at: datetime, limits: MailLimits) -> None:
    """One mail to this address came back. Hard ones suppress it at once, soft ones after the policy's number."""
    window = timedelta(days=limits.soft_bounce_days)
    with transaction.atomic():
        known, _ = Suppression.objects.select_for_update().get_or_create(
            address=address.lower(), defaults={"first_at": at, "last_at": at}
        )
        if at - known.first_at > window or known.lifted_at:
            known.first_at, known.returned_count, known.lifted_at, known.lifted_by = at, 0, None, ""
            known.suppressed_at = None
        known.returned_count += 1
        known.last_at, known.answer = at, answer[:500]
        known.is_hard = known.is_hard or is_hard
        if known.suppressed_at is None and (is_hard or known.returned_count >= limits.soft_bounces):
            known.suppressed_at = at
        known.save()


@transaction.atomic
def lift(*, suppression_id: int, by: str, at: datetime) -> None:
    """Write to the address again. Raises NoSuchSuppression."""
    found = Suppression.objects.select_for_update().filter(id=suppression_id, lifted_at=None).first()
    if found is None or found.suppressed_at is None:
        raise NoSuchSuppression
    Suppression.objects.filter(id=found.id).update(lifted_at=at, lifted_by=by, is_hard=False, returned_count=0)
    audit.record("suppression.lifted", by=by, at=at, subject=f"address:{found.address}")


def refuse_suppressed(address: str) -> None:
    """Raises AddressSuppressed with what the other side said."""
    found = Suppression.objects.filter(address=address.lower(), suppressed_at__isnull=False, lifted_at=None).first()
    if found and found.suppressed_at:
        raise AddressSuppressed(
            "%(address)s is not written to since %(day)s: our mail came back (%(answer)s)."
            " Ask for another address, or lift it on the page of undeliverable addresses.",
            address=address,
            day=found.suppressed_at.date(),
            answer=found.answer,
        )


def _named(failed: Iterable[str], delayed: Iterable[str]) -> Iterable[tuple[str, bool]]:
    yield from ((address.lower(), True) for address in failed)
    yield from ((address.lower(), False) for address in delayed)
