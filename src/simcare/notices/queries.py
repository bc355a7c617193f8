"""Reads of notices."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from simcare.notices.errors import NoSuchNotice
from simcare.notices.models import Notice
from simcare.notices.rules.scope import covers

REMEMBERED = timedelta(days=7)
AHEAD = timedelta(days=30)


def get_notice(notice_id: int) -> Notice:
    """One notice. Raises NoSuchNotice."""
    notice = Notice.objects.filter(id=notice_id).first()
    if notice is None:
        raise NoSuchNotice
    return notice


def list_notices() -> QuerySet[Notice]:
    """All notices, the latest window first."""
    return Notice.objects.order_by("-starts_at", "-id")


def for_card(*, iccid: str, platform: str, network: str | None, from_at: datetime, until_at: datetime) -> list[Notice]:
    """The notices in force that cover the card and whose window meets [from_at, until_at)."""
    in_force = Notice.objects.filter(withdrawn_at=None, starts_at__lt=until_at, ends_at__gt=from_at)
    return [
        notice
        for notice in in_force.order_by("starts_at", "id")
        if covers(notice.scope, iccid=iccid, platform=platform, network=network)
    ]
