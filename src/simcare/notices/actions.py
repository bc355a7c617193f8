"""A notice is typed in, or taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from simcare.kernel import audit, outbox
from simcare.notices.errors import CoversNothing, NoSuchNotice, NoticeWithdrawn, WindowEndsBeforeItStarts
from simcare.notices.events import NoticeEntered, NoticeTakenBack
from simcare.notices.models import Notice
from simcare.notices.values import Scope


@transaction.atomic
def enter(
    *,
    title: str,
    scope: Scope,
    starts_at: datetime,
    ends_at: datetime,
    issuer: str = "operator",
    reference: str = "",
    text: str = "",
    by: str,
    at: datetime,
) -> Notice:
    """Keep what was announced. Raises WindowEndsBeforeItStarts, CoversNothing."""
    if ends_at <= starts_at:
        raise WindowEndsBeforeItStarts
    if scope == Scope():
        raise CoversNothing
    notice = Notice.objects.create(
        title=title.strip() or reference.strip() or scope.platform,
        text=text.strip(),
        reference=reference.strip(),
        issuer=issuer if issuer == "provider" else "operator",
        platform=scope.platform,
        networks=_sorted(scope.networks),
        ranges=_sorted(scope.ranges),
        starts_at=starts_at,
        ends_at=ends_at,
        entered_at=at,
        entered_by=by,
    )
    audit.record("notice.entered", by=by, at=at, subject=f"notice:{notice.id}", after={"title": notice.title})
    outbox.publish(
        NoticeEntered(
            notice_id=notice.id,
            platform=notice.platform,
            networks=notice.networks,
            ranges=notice.ranges,
            starts_at=starts_at.isoformat(),
            ends_at=ends_at.isoformat(),
        ),
        subject=f"notice:{notice.id}",
    )
    return notice


@transaction.atomic
def withdraw(*, notice_id: int, by: str, at: datetime) -> Notice:
    """It does not hold any more. Raises NoSuchNotice, NoticeWithdrawn."""
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None:
        raise NoSuchNotice
    if notice.withdrawn_at:
        raise NoticeWithdrawn
    notice.withdrawn_at, notice.withdrawn_by = at, by
    notice.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("notice.withdrawn", by=by, at=at, subject=f"notice:{notice.id}")
    outbox.publish(NoticeTakenBack(notice_id=notice.id), subject=f"notice:{notice.id}")
    return notice


def _sorted(words: Sequence[str]) -> list[str]:
    return sorted({word.strip() for word in words if word.strip()})
