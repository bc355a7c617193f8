"""Accounts with cards, tickets and keys, and programs that call the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from simcare.accounts.actions import add_member, open_account
from simcare.accounts.actions.keys import make_key
from simcare.accounts.models import Account
from simcare.accounts.values import MemberRole, Scope
from simcare.cards.models import Card, Product
from simcare.cards.values import CardState
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.jobs import begin_job
from simcare.operators.values.jobs import JobWish
from simcare.operators.values.platforms import Function
from simcare.usage.actions.partitions import make_partitions
from simcare.usage.models import DayUsage, HourUsage, Meter
from simcare.webhooks.actions.endpoints import add_endpoint
from simcare.webhooks.actions.shipping import send_test
from simcare.webhooks.values import Kind
from tests.support.factories import make_ticket

HOUR = datetime(2026, 11, 20, 8, tzinfo=UTC)
EVERYTHING = tuple(Scope)


@dataclass
class Program:
    """A program of an account. `canary` stands in every text of the account, and in nobody else's."""

    account: Account
    key: str
    canary: str
    cards: list[Card]
    ticket: int
    webhook: int = 0
    delivery: int = 0
    job: int = 0
    client: Client = field(default_factory=Client)

    def get(self, address: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{address}", query, headers=self.headers())

    def post(self, address: str, said: Mapping[str, Any], once: str | None = None) -> HttpResponse:
        return self.client.post(
            f"/api/v1{address}",
            dict(said),
            content_type="application/json",
            headers={**self.headers(), "Idempotency-Key": once or str(uuid4())},
        )

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def make_program(name: str, first: int, *, scopes: tuple[Scope, ...] = EVERYTHING, cards: int = 3) -> Program:
    """An account with cards, usage, a package and a ticket; its ICCIDs begin at a number."""
    at = clock.now()
    with acting_as_provider():
        account = open_account(name=name, by="test", at=at)
        email = f"ole@{name.lower()}.example"
        add_member(account=account, email=email, name=f"Ole {name}", role=MemberRole.OWNER, by="test", at=at)
        make_partitions([(HOUR + timedelta(days=days)).date() for days in range(2)])
        product, _ = Product.objects.get_or_create(code="plain", defaults={"name": "Plain"})
        made = [_card(account, product, first + number, name) for number in range(cards)]
        ticket = make_ticket(subject=f"{name} offline", text=f"{name} is dark.", email=email, account_id=account.id)
        _, key = make_key(account_id=account.id, name="stock", scopes=scopes, email=email, by="test", at=at)
        url = f"https://{name.lower()}.example/hook"
        hook, _ = add_endpoint(account_id=account.id, url=url, kinds=[Kind.CARD_STATE_CHANGED], by="test", at=at)
        delivery = send_test(account_id=account.id, number=hook.id, at=at)
        wish = JobWish(
            function=Function.SUSPEND, card_ids=(made[0].id,), account_id=account.id, reason=f"{name} is late"
        )
        job = begin_job(wish=wish, key=f"of {name}", actor="customer", by="test", at=at)
    return Program(account, key, name, made, ticket.id, hook.id, delivery.id, job.id)


def _card(account: Account, product: Product, number: int, label: str) -> Card:
    iccid = f"8944{number:015d}"
    card = Card.objects.create(
        iccid=iccid,
        iccid_key=iccid,
        imsi=f"23450{number:010d}",
        label=label,
        product=product,
        account=account,
        platform="soracom",
        state=CardState.ACTIVE,
    )
    sums = {"card": card, "account_id": account.id, "used_bytes": 1_000, "record_count": 2}
    for hours in (0, 1, 30):
        at = HOUR + timedelta(hours=hours)
        HourUsage.objects.create(hour_at=at, **sums)
    for days in (0, 1):
        DayUsage.objects.create(day=(HOUR + timedelta(days=days)).date(), **sums)
    Meter.objects.create(
        card=card,
        account=account,
        package=f"{label} 1 GB",
        period=(HOUR, HOUR + timedelta(days=3650)),
        allowance_bytes=10_000,
        used_bytes=3_000,
        opened_by="test",
        opened_at=HOUR,
    )
    return card
