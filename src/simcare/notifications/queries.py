"""Every read of notifications."""

from datetime import datetime

from django.db.models import QuerySet

from simcare.kernel import policy
from simcare.notifications.channels.push import our_public_key
from simcare.notifications.models import Choices, Notification, PushBrowser
from simcare.notifications.policy import ACCOUNT_NEWS, NewsTerms
from simcare.notifications.values import DEFAULTS, Kind, Way


def list_notifications(user_id: int, *, kind: str = "", is_unread: bool = False) -> QuerySet[Notification]:
    """A person's notifications, the newest first."""
    rows = Notification.objects.filter(user_id=user_id)
    if kind:
        rows = rows.filter(kind=kind)
    return (rows.filter(read_at=None) if is_unread else rows).order_by("-id")


def find_notification(user_id: int, notification_id: int) -> Notification | None:
    """One of this person's."""
    return Notification.objects.filter(user_id=user_id, id=notification_id).first()


def unread(user_id: int) -> QuerySet[Notification]:
    """Those that wait for this person."""
    return Notification.objects.filter(user_id=user_id, read_at=None)


def choices_of(user_id: int) -> Choices:
    """What a person chose; what holds for everybody when nothing was chosen."""
    return Choices.objects.filter(user_id=user_id).first() or Choices(user_id=user_id)


def ways_of(chosen: Choices | None, kind: Kind) -> set[Way]:
    """Which ways a kind goes to this person."""
    if chosen is None or kind.value not in chosen.ways:
        return set(DEFAULTS[kind])
    return {Way(way) for way in chosen.ways[kind.value]}


def get_push_key() -> str:
    """The public key that a browser is given before it takes our pushes."""
    return our_public_key()


def list_browsers(user_id: int) -> QuerySet[PushBrowser]:
    """In which browsers the person takes pushes, the newest first."""
    return PushBrowser.objects.filter(user_id=user_id).order_by("-made_at", "-id")


def news_terms_at(at: datetime) -> NewsTerms:
    """What accounts are told; where no policy is in force, the published default."""
    try:
        return NewsTerms.of(policy.terms(ACCOUNT_NEWS, at).values)
    except policy.NoSuchPolicy:
        return NewsTerms()
