"""Everything we know about a card in one bundle: the platform's facts, our own records, readings from the device."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import takewhile

from django.db.models import QuerySet

from simcare.cards.models import Card, CardStateChange
from simcare.cards.queries.fleet import get_card, state_history
from simcare.diagnosis.models import Reading
from simcare.diagnosis.queries import incidents
from simcare.diagnosis.rules.bundles import make_bundle
from simcare.diagnosis.values import Bundle
from simcare.kernel.statements import kept_statement
from simcare.notices import queries as notices
from simcare.operators.queries import count_texts, evidence_for, find_running_change
from simcare.operators.values import Evidence, moment_text

OUR_RECORDS = "simcare"
MOST_READINGS = 500


OF_PRODUCT = {
    "pdn_types": "product.pdn_types",
    "package_required": "package.required",
    "limit_action": "package.limit_action",
    "permitted_area": "area.permitted",
    "sms_limit_count": "sms.limit_count",
    "pin_enabled": "card.delivered_with_pin",
}
"""Entries of a product's specification that are evidence about its cards."""

OWN_FIELDS = frozenset(OF_PRODUCT.values()) | {
    "card.delivered_by_us",
    "card.sold_at",
    "platform.first_attach_activates",
    "product.apns",
    "product.apn_user",
    "audit.last_stop",
    "sms.sent_count",
    "card.change_accepted_at",
    "card.change_acceptance_proven",
    "notice.match",
}
"""What our own books can tell of any card, whatever its platform."""


def bundle_for(*, card_id: int, at: datetime) -> Bundle:
    """The bundle that an examination at `at` sees. Nothing that was learnt later is in it."""
    card = get_card(card_id)
    evidence = [*evidence_for(card_id, at), *_records(card, at), *_last_stop(card, at), *_readings(card_id, at)]
    evidence += [*_notices(card, evidence, at), *incidents.evidence_of(card, evidence, at=at)]
    return make_bundle(card.iccid, at, card.platform, evidence)


def seen_of(card_id: int, *, at: datetime) -> list[Evidence]:
    """Only what was seen from outside: by the card's platform, and on the device."""
    return [*evidence_for(card_id, at), *_readings(card_id, at)]


def _records(card: Card, at: datetime) -> Iterator[Evidence]:
    """What our own books say: the delivery, the sale, the product's settings."""
    yield _ours("card.delivered_by_us", True, at)
    if card.sold_on:
        yield _ours("card.sold_at", moment_text(datetime.combine(card.sold_on, time(), UTC)), at)
    product = card.product
    yield _ours("platform.first_attach_activates", product.activates_on_first_attach, at)
    if product.apn:
        yield _ours("product.apns", [product.apn], at)
        yield _ours("product.apn_user", product.apn_user, at)
    for name, field in OF_PRODUCT.items():
        if name in product.specification:
            yield _ours(field, product.specification[name], at)
    if "sms_limit_count" in product.specification:
        month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        yield _ours("sms.sent_count", count_texts(card.id, since=month, until=at), at)
    yield from _running_change(card.id, at)


def _running_change(card_id: int, at: datetime) -> Iterator[Evidence]:
    """A suspension or resumption through us that the platform accepted and nobody has seen done."""
    change = find_running_change(card_id, at)
    if change is not None and change.accepted_at is not None:
        yield _ours("card.change_accepted_at", moment_text(change.accepted_at), change.accepted_at)
        yield _ours("card.change_acceptance_proven", bool(change.reference), change.accepted_at)


def _notices(card: Card, facts: list[Evidence], at: datetime) -> Iterator[Evidence]:
    """The announced maintenance of these days that covers the card, or that there is none."""
    covering = notices.for_card(
        iccid=card.iccid,
        platform=card.platform,
        network=_network(facts),
        from_at=at - notices.REMEMBERED,
        until_at=at + notices.AHEAD,
    )
    for notice in covering:
        window = {"starts_at": moment_text(notice.starts_at), "ends_at": moment_text(notice.ends_at)}
        running = (
            "running" if notice.starts_at <= at < notice.ends_at else "planned" if at < notice.starts_at else "done"
        )
        yield _ours("notice.match", {"id": notice.name, "status": running, "issuer": notice.issuer, **window}, at)
    if not covering:
        yield _ours("notice.match", None, at)


def _network(facts: list[Evidence]) -> str | None:
    """The network on which the card was last seen."""
    seen = [fact for fact in facts if fact.field == "network.plmn" and fact.value]
    newest = max(seen, key=lambda fact: fact.observed_at, default=None)
    return None if newest is None else str(newest.value)


def _last_stop(card: Card, at: datetime) -> Iterator[Evidence]:
    """The stop through us that still lasts, or that there is none: what ended by a resume is history."""
    past = [change for change in state_history(card.id) if change.at <= at]
    lasting = takewhile(lambda change: change.state not in ("active", "ready"), past)
    stop = next((change for change in lasting if _is_our_stop(change)), None)
    if stop is None:
        yield _ours("audit.last_stop", None, at)
    else:
        actor = stop.stopped_by or "unknown"
        told = {"actor": actor, "by": _called(stop.by, card)}
        yield Evidence("audit.last_stop", told, stop.at, stop.at, OUR_RECORDS)


def _called(by: str, card: Card) -> str:
    """Who did something to a card, as its customer may read it; nobody where our books know only a number."""
    if card.account and by == f"account:{card.account_id}":
        return card.account.name
    return "" if ":" in by else by


def _is_our_stop(change: CardStateChange) -> bool:
    return change.state == "suspended" and change.source.startswith(OUR_RECORDS)


def _readings(card_id: int, at: datetime) -> Iterator[Evidence]:
    for reading in newest_readings(card_id, at):
        value = reading.value
        if reading.place and isinstance(value, dict):
            value = {"place": reading.place, **value}
        yield Evidence(reading.field, value, reading.observed_at, reading.entered_at, reading.source)


@kept_statement
def newest_readings(card_id: int, at: datetime) -> QuerySet[Reading]:
    return Reading.objects.filter(card_id=card_id, observed_at__lte=at).order_by("-observed_at")[:MOST_READINGS]


def _ours(field: str, value: object, at: datetime) -> Evidence:
    return Evidence(field, value, at, at, OUR_RECORDS)
