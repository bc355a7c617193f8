"""News of cards for a business account: kept once for each event, gathered, then one mail to each who is to know."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min

from simcare.accounts.models import User
from simcare.accounts.queries import get_account, list_members
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.actions.members import write_to_member
from simcare.messaging.errors import AddressSuppressed, NotWritten
from simcare.notifications.models import AccountNews
from simcare.notifications.policy import NewsTerms
from simcare.notifications.queries import news_terms_at
from simcare.notifications.rules.news import line_of, say
from simcare.notifications.values import News

log = logging.getLogger(__name__)

MOST_IN_A_MAIL: Final = 30


def keep_news(told: Iterable[News], *, at: datetime) -> None:
    """Keep what an account is to be told; the same key again is not kept twice. What is of no account is not."""
    rows = [
        AccountNews(
            account_id=each.account_id,
            kind=each.kind,
            iccid=each.iccid,
            numbers=dict(each.numbers),
            key=each.key,
            made_at=at,
        )
        for each in told
        if each.account_id
    ]
    with acting_as_provider():
        AccountNews.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


def send_news(at: datetime, limit: int = 20) -> int:
    """Write to the people of every account whose news has been gathered; returns how many accounts that were."""
    terms = news_terms_at(at)
    with acting_as_provider():
        waiting = AccountNews.objects.filter(waits_for_mail=True).values("account_id")
        ready = waiting.annotate(first_at=Min("made_at")).filter(
            first_at__lte=at - timedelta(minutes=terms.gather_minutes)
        )
        accounts = [row["account_id"] for row in ready.order_by("first_at")[:limit]]
    return sum(_send(account_id, terms, at) for account_id in accounts)


def _send(account_id: int, terms: NewsTerms, at: datetime) -> int:
    """All of the account's news in one transaction; where the mails' limits refuse it, it waits."""
    try:
        with acting_as_provider():
            waiting = AccountNews.objects.filter(account_id=account_id, waits_for_mail=True).order_by("id")
            rows = list(waiting.select_for_update(skip_locked=True))
            if not rows:
                return 0
            for user in _people(account_id, terms):
                _write(user, rows, at)
            AccountNews.objects.filter(id__in=[row.id for row in rows]).update(waits_for_mail=False)
    except NotWritten as refusal:
        log.warning("news of account %s waits: %s", account_id, refusal)
        return 0
    return 1


def _people(account_id: int, terms: NewsTerms) -> list[User]:
    members = list_members(account_id).filter(role__in=terms.roles, user__is_active=True)
    return [member.user for member in members]


def _write(user: User, rows: Sequence[AccountNews], at: datetime) -> None:
    """One mail to one person; one whose address takes no mails holds up no other."""
    account = get_account(rows[0].account_id)
    lines = [line_of(user.language, row.kind, row.iccid, row.numbers, zone=account.zone) for row in rows]
    more = len(lines) - MOST_IN_A_MAIL
    shown = [f"- {line}" for line in lines[:MOST_IN_A_MAIL]]
    if more > 0:
        shown.append(say(user.language, "more", count=more))
    text = "\n".join([say(user.language, "begin", account=account.name), "", *shown, "", say(user.language, "end"), ""])
    try:
        with transaction.atomic():
            write_to_member(
                account_id=account.id,
                email=user.email,
                name=user.name,
                language=user.language,
                subject=say(user.language, "subject", count=len(rows)),
                text=text,
                key=f"news:{rows[0].id}:{user.id}",
                at=at,
            )
    except AddressSuppressed:
        return
