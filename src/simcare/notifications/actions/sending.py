"""Sending: pushes that are due and digests that are due, claimed like everything that waits (decision 1)."""

import json
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from simcare.accounts.actions.links import told
from simcare.accounts.models import User
from simcare.accounts.queries.access import find_link_to_send
from simcare.accounts.values import LinkKind
from simcare.kernel.errors import SimcareError, Temporary
from simcare.messaging.actions.colleagues import write_to_colleague
from simcare.messaging.actions.unkept import send_unkept
from simcare.notifications.channels.push import push
from simcare.notifications.models import Choices, Notification, PushBrowser
from simcare.notifications.rules.hours import next_digest
from simcare.notifications.rules.words import headline, say
from simcare.notifications.values import Browser

AFTER_TROUBLE: Final = timedelta(minutes=5)
NOT_WORTH_IT_AFTER: Final = timedelta(hours=12)
"""A push later than this would only startle; the notification stands in the page."""
MOST_IN_A_DIGEST: Final = 50
LINKS: Final = {
    LinkKind.INVITATION: "/sign-in/welcome/",
    LinkKind.MEMBERSHIP: "/sign-in/join/",
    LinkKind.PASSWORD: "/sign-in/new-password/",
}


def push_due(limit: int = 20) -> int:
    """Push what is due to every browser of its person; returns how many notifications were taken."""
    with transaction.atomic():
        due = Notification.objects.filter(push_at__lte=Now()).select_related("user").order_by("push_at")
        claimed = list(due[:limit].select_for_update(skip_locked=True, of=("self",)))
        Notification.objects.filter(id__in=[row.id for row in claimed]).update(push_at=Now() + AFTER_TROUBLE)
    for row in claimed:
        is_old = row.push_at is not None and row.push_at - row.made_at > NOT_WORTH_IT_AFTER
        if is_old or _pushed(row):
            Notification.objects.filter(id=row.id).update(push_at=None)
    return len(claimed)


def send_digests(at: datetime, limit: int = 20) -> int:
    """Write to everybody whose digest is due; nobody is written to about nothing. Returns how many were looked at."""
    with transaction.atomic():
        due = Choices.objects.filter(next_digest_at__lte=at).select_related("user").order_by("next_digest_at")
        claimed = list(due[:limit].select_for_update(skip_locked=True, of=("self",)))
        for chosen in claimed:
            later = next_digest(at, zone=chosen.user.zone, times=chosen.digest_times)
            Choices.objects.filter(id=chosen.id).update(next_digest_at=later)
    for chosen in claimed:
        _write(chosen, at)
    return len(claimed)


def send_link(*, link_id: int, at: datetime) -> None:
    """Mail a link that opens once; afterwards only its digest is kept. Said again, it does nothing."""
    found = find_link_to_send(link_id)
    if found is None:
        return
    link, token = found
    address = f"{settings.SIMCARE_ORIGIN}{LINKS[LinkKind(link.kind)]}{token}/"
    send_unkept(
        email=link.email,
        name=link.name,
        subject=say(link.language, link.kind),
        text=say(link.language, f"{link.kind}_text", link=address, account=link.account or ""),
        key=f"link-{link.id}",
        at=at,
    )
    told(link_id=link.id)


def _pushed(row: Notification) -> bool:
    """Whether nothing is left to do: every browser took it or is gone for good, or its person has left the desk."""
    if not (row.user.is_active and row.user.role):
        return True
    told_words = {"title": headline(row.user.language, row.kind, row.subject), "url": f"/notifications/{row.id}/"}
    is_done = True
    for each in PushBrowser.objects.filter(user=row.user):
        browser = Browser(endpoint=each.endpoint, public_key=each.public_key, secret=each.secret)
        try:
            if not push(browser, json.dumps(told_words).encode(), topic=f"n{row.id}"):
                each.delete()
        except Temporary:
            is_done = False
        except SimcareError:
            continue  # refused for good: it stands in the page
    return is_done


@transaction.atomic
def _write(chosen: Choices, at: datetime) -> None:
    waiting = Notification.objects.filter(user=chosen.user, read_at=None, waits_for_mail=True).order_by("-id")
    rows = list(waiting[:MOST_IN_A_DIGEST])
    if not rows or not chosen.user.is_active:
        return
    write_to_colleague(
        email=chosen.user.email,
        name=chosen.user.name,
        language=chosen.user.language,
        subject=say(chosen.user.language, "digest", count=len(rows)),
        text=_digest(chosen.user, rows),
        key=f"digest:{chosen.user_id}:{rows[0].id}",
        at=at,
    )
    Notification.objects.filter(id__in=[row.id for row in rows]).update(waits_for_mail=False)


def _digest(user: User, rows: list[Notification]) -> str:
    origin = settings.SIMCARE_ORIGIN
    lines = [f"- {headline(user.language, row.kind, row.subject)}\n  {origin}/notifications/{row.id}/" for row in rows]
    end = say(user.language, "digest_end", link=f"{origin}/settings/notifications/")
    return "\n".join([*lines, "", end, ""])
