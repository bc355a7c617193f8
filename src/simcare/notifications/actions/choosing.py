"""What a person chooses: ways, quiet hours, digests; and which browsers take pushes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.accounts.models import User
from simcare.notifications.errors import NotABrowser
from simcare.notifications.models import Choices, PushBrowser
from simcare.notifications.rules.hours import next_digest, read_times
from simcare.notifications.rules.pushing import check
from simcare.notifications.values import Browser, Kind, Way

MOST_BROWSERS: Final = 10
"""Of one person: a new one takes the place of the oldest."""


@transaction.atomic
def choose(*, user: User, ways: Mapping[Kind, set[Way]], quiet: tuple[str, str], digests: str, at: datetime) -> Choices:
    """Keep what was chosen. `quiet` is from and until, `digests` times with commas. Raises NotATime."""
    quiet_from, quiet_until = ("".join(read_times(each)[:1]) for each in quiet)
    times = read_times(digests)
    chosen, _ = Choices.objects.update_or_create(
        user=user,
        defaults={
            "ways": {kind.value: sorted(way.value for way in ways.get(kind, ())) for kind in Kind},
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "digest_times": times,
            "next_digest_at": next_digest(at, zone=user.zone, times=times),
        },
    )
    return chosen


@transaction.atomic
def add_browser(*, user: User, browser: Browser, agent: str, at: datetime) -> None:
    """Pushes go to this browser, too; it belongs to whoever said so last. Raises NotABrowser."""
    check(browser)
    values = {"user": user, "public_key": browser.public_key, "secret": browser.secret, "agent": agent[:300]}
    PushBrowser.objects.update_or_create(endpoint=browser.endpoint, defaults=values | {"made_at": at})
    kept = PushBrowser.objects.filter(user=user).order_by("-made_at", "-id")[:MOST_BROWSERS]
    PushBrowser.objects.filter(user=user).exclude(id__in=[each.id for each in kept]).delete()


def remove_browser(*, browser_id: int, user: User) -> None:
    """No more pushes to it. Raises NotABrowser, for those of others too."""
    gone, _ = PushBrowser.objects.filter(id=browser_id, user=user).delete()
    if not gone:
        raise NotABrowser
