"""Telling colleagues: once for each event, never of an own act, pushed when their quiet hours are over."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from simcare.accounts.models import User
from simcare.kernel import outbox
from simcare.kernel.bell import ring
from simcare.notifications.events import ColleagueNotified
from simcare.notifications.models import Choices, Notification
from simcare.notifications.queries import ways_of
from simcare.notifications.rules.hours import quiet_until
from simcare.notifications.values import Kind, Way

CHANNEL = "simcare_notifications"


@transaction.atomic
def tell(*, user_ids: Iterable[int], kind: Kind, subject: str, key: str, by: str, at: datetime) -> list[int]:
    """Tell these people of what `by` did; `key` names the event. Returns who was told: nobody a second time.

    That a ticket is theirs is not said again while it is unread: pages that open and close make the desk give it often.
    """
    people = User.objects.filter(id__in=set(user_ids), is_active=True).exclude(role="").exclude(email=by)
    choices = {chosen.user_id: chosen for chosen in Choices.objects.filter(user__in=people)}
    rows = [_row(user, choices.get(user.id), kind=kind, subject=subject, key=key, by=by, at=at) for user in people]
    told = Q(key=key)
    if kind is Kind.ASSIGNED:
        told |= Q(kind=kind, subject=subject, read_at=None)
    known = set(Notification.objects.filter(told, user__in=people).values_list("user_id", flat=True))
    fresh = [row for row in rows if row.user_id not in known]
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    for row in fresh:
        outbox.publish(ColleagueNotified(user_id=row.user_id), subject=f"user:{row.user_id}")
    if any(row.push_at for row in fresh):
        ring(CHANNEL)
    return [row.user_id for row in fresh]


@transaction.atomic
def mark_read(*, user_id: int, at: datetime, ids: Iterable[int] | None = None, subject: str = "") -> int:
    """The person has seen these, or all on a subject, or all there are; returns how many were news."""
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if ids is not None:
        unread = unread.filter(id__in=list(ids))
    if subject:
        unread = unread.filter(subject=subject)
    count = unread.update(read_at=at, waits_for_mail=False, push_at=None)
    if count:
        outbox.publish(ColleagueNotified(user_id=user_id), subject=f"user:{user_id}")
    return count


def _row(
    user: User, chosen: Choices | None, *, kind: Kind, subject: str, key: str, by: str, at: datetime
) -> Notification:
    ways = ways_of(chosen, kind)
    return Notification(
        user=user,
        kind=kind,
        subject=subject,
        by=by,
        key=key,
        made_at=at,
        waits_for_mail=Way.MAIL in ways,
        push_at=_push_at(user, chosen, at) if Way.PUSH in ways else None,
    )


def _push_at(user: User, chosen: Choices | None, at: datetime) -> datetime:
    if chosen is None:
        return at
    return quiet_until(at, zone=user.zone, begins=chosen.quiet_from, ends=chosen.quiet_until) or at
