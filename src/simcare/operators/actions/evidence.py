"""What platforms say of a card is fetched and kept: the newest value of each field, and everything that was new."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection

from simcare.cards.actions.states import report_state
from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.cards.values import CardState, Presence, StoppedBy
from simcare.kernel import outbox
from simcare.kernel.errors import Permanent, Temporary
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.calls import connector_of
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import CardUnknown, UnknownPlatform
from simcare.operators.events import EvidenceArrived
from simcare.operators.models import Observation, Snapshot
from simcare.operators.queries import list_silent_cards, list_stale_cards
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.fields import FIELDS
from simcare.operators.values.platforms import CardRef, Function

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=15)
STALE_AT_ONCE = 50
AT_ONCE = 4
"""Cards read side by side where a platform tells of one at a time; the gate keeps the platform's own rate."""

READ_ORDER = (Function.STATUS, Function.PACKAGES, Function.USAGE, Function.SESSIONS, Function.PING)

Told = dict[Function, list[Evidence]]
"""What was read of a card together with others'."""


def refresh(*, card_id: int, at: datetime, interactive: bool = True) -> list[Evidence]:
    """Ask the card's platform for all it knows, and keep it. Never raises for a platform that fails: that is evidence.

    Call it outside a transaction: it waits for the network.
    """
    with acting_as_provider():
        card = get_card(card_id)
    return _read(card, at, interactive, None)


def refresh_many(*, card_ids: Sequence[int], at: datetime, interactive: bool = True) -> int:
    """`refresh` for several cards, by one read for many where a platform has such a call; how many were read.

    A burst of mails names many cards of one platform: a single read each would use up the platform's rate.
    """
    with acting_as_provider():
        cards = list(Card.objects.filter(id__in=card_ids).order_by("platform", "id"))
    for platform, group in groupby(cards, key=lambda card: card.platform):
        some = list(group)
        told = _told_together(platform, some, interactive)
        if told or len(some) == 1:
            for card in some:
                _read(card, at, interactive, told.get(card.iccid))
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda card: _read_apart(card, at, interactive), some))
    return len(cards)


def _read_apart(card: Card, at: datetime, interactive: bool) -> None:
    """In a thread of its own, on a connection of its own."""
    try:
        _read(card, at, interactive, None)
    finally:
        connection.close()


def _read(card: Card, at: datetime, interactive: bool, told: Told | None) -> list[Evidence]:
    evidence = [_as_of(at, fact) for fact in _asked(card, at, interactive, told)]
    if evidence:
        record(card_id=card.id, evidence=evidence)
    return evidence


def refresh_stale(*, card_ids: Sequence[int], at: datetime) -> int:
    """Refresh those of the cards (of open tickets, say) that were not asked for a quarter of an hour; how many.

    And before them those whose platform did not answer: it is asked again soon, then ever more rarely.
    """
    with acting_as_provider():
        silent = list_silent_cards(list(card_ids), at)
        stale = list_stale_cards(list(card_ids), older_than=at - STALE_AFTER)
    due = list(dict.fromkeys([*silent, *stale]))[:STALE_AT_ONCE]
    return refresh_many(card_ids=due, at=at, interactive=False)


def ask_networks(*, card_id: int) -> list[tuple[str, str]]:
    """The networks a card may move to, each with its IMSI, as its platform says now. Raises Unsupported, Temporary."""
    with acting_as_provider():
        card = get_card(card_id)
    return connector_of(card.platform, interactive=True).switch_options(CardRef(card.iccid, card.imsi))


def ping(*, card_id: int, at: datetime) -> list[Evidence]:
    """Ask the device through its open session. Raises Unsupported where the platform has no ping."""
    with acting_as_provider():
        card = get_card(card_id)
    evidence = connector_of(card.platform, interactive=True).ping(CardRef(card.iccid, card.imsi))
    record(card_id=card_id, evidence=evidence)
    return evidence


def record(*, card_id: int, evidence: Sequence[Evidence]) -> None:
    """Keep facts about a card; the same facts twice leave one trace. Fields outside the vocabulary are refused."""
    unknown = {fact.field for fact in evidence} - FIELDS.keys()
    if unknown:
        raise ValueError(f"the vocabulary has no field {', '.join(sorted(unknown))}")
    with acting_as_provider():
        card = Card.objects.get(id=card_id)
        _keep_observations(card, evidence)
        _keep_snapshots(card, evidence)
        _report_state(card, evidence)
        reachable = all(fact.value for fact in evidence if fact.field == "platform.reachable")
        outbox.publish(
            EvidenceArrived(card_id=card.id, reachable=reachable),
            subject=f"card:{card.id}",
            account_id=card.account_id,
        )


def record_many(told: Mapping[Card, Sequence[Evidence]]) -> None:
    """Keep what proves commands of many cards, without a word to those who wait for an examination: it is none.

    One item for each field of a card; events (`many`) have no place here.
    """
    known = {
        (card_id, field): value
        for card_id, field, value in Snapshot.objects.filter(
            card__in=told, field__in={fact.field for facts in told.values() for fact in facts}
        ).values_list("card_id", "field", "value")
    }
    _add_observations(
        (card, fact)
        for card, facts in told.items()
        for fact in facts
        if (card.id, fact.field) not in known or known[card.id, fact.field] != fact.value
    )
    _upsert((card, fact) for card, facts in told.items() for fact in facts)


def _told_together(platform: str, cards: Sequence[Card], interactive: bool) -> dict[str, Told]:
    """What one call tells of all these cards; nothing where it fails: then each is asked alone."""
    told: dict[str, Told] = {}
    if len(cards) < 2:
        return told
    try:
        connector = connector_of(platform, interactive=interactive)
        refs = [CardRef(card.iccid, card.imsi) for card in cards]
        for function in sorted(connector.reads_many):
            for iccid, evidence in connector.read_many(function, refs).items():
                told.setdefault(iccid, {})[function] = evidence
    except (UnknownPlatform, Temporary, Permanent) as error:
        log.warning("%s cards at %s together: %s", len(cards), platform, error.code)
    return told


def _asked(card: Card, at: datetime, interactive: bool, told: Told | None = None) -> list[Evidence]:
    """Every read that the platform offers, unless it is told already. One that fails is noted.

    Without an answer at all the platform is out.
    """
    try:
        connector = connector_of(card.platform, interactive=interactive)
    except UnknownPlatform:
        log.warning("card %s names a platform that is not set up", card.id)
        return []
    found: list[Evidence] = []
    known, ref = told or {}, CardRef(card.iccid, card.imsi)
    for function in READ_ORDER:
        if function in connector.capabilities and _is_worth_asking(function, found):
            try:
                found += known[function] if function in known else _reader(connector, function)(ref)
            except CardUnknown:
                break
            except (Temporary, Permanent) as error:
                log.warning("%s of card %s: %s", function, card.id, error.code)
                return [*found, Evidence("platform.reachable", False, at, at, f"{connector.kind}:{function}")]
        if any(fact.field == "platform.known" and fact.value is False for fact in found):
            break
    return found


def _is_worth_asking(function: Function, found: Iterable[Evidence]) -> bool:
    """A status that holds the package meter saves the call for packages: twelve cards in one mail share one rate. A
    ping is for a session that is open and carries nothing."""
    told = {fact.field: fact.value for fact in found}
    match function:
        case Function.PACKAGES:
            return "package.present" not in told
        case Function.PING:
            return told.get("session.open") is True and told.get("session.bytes") == 0
    return True


def _as_of(at: datetime, fact: Evidence) -> Evidence:
    """No fact is younger than the question, so that whoever asks at `at` also sees the answers at `at`."""
    return replace(fact, observed_at=min(fact.observed_at, at), received_at=min(fact.received_at, at))


def _reader(connector: Connector, function: Function) -> Callable[[CardRef], list[Evidence]]:
    return {
        Function.STATUS: connector.status,
        Function.PACKAGES: connector.packages,
        Function.USAGE: connector.usage,
        Function.SESSIONS: connector.sessions,
        Function.PING: connector.ping,
    }[function]


def _keep_observations(card: Card, evidence: Iterable[Evidence]) -> None:
    """Events, and values that differ from the newest one known."""
    newest = dict(Snapshot.objects.filter(card=card).values_list("field", "value"))
    news = [fact for fact in evidence if FIELDS[fact.field].many or newest.get(fact.field, card) != fact.value]
    _add_observations((card, fact) for fact in news)


def _keep_snapshots(card: Card, evidence: Iterable[Evidence]) -> None:
    """The newest per field; an older fact that comes later changes nothing."""
    newest: dict[str, Evidence] = {}
    for fact in evidence:
        if not FIELDS[fact.field].many and (
            fact.field not in newest or newest[fact.field].observed_at <= fact.observed_at
        ):
            newest[fact.field] = fact
    _upsert((card, fact) for fact in newest.values())


def _add_observations(news: Iterable[tuple[Card, Evidence]]) -> None:
    Observation.objects.bulk_create(
        (
            Observation(card=card, account_id=card.account_id, digest=_digest(fact), **_columns(fact))
            for card, fact in news
        ),
        ignore_conflicts=True,
    )


def _upsert(newest: Iterable[tuple[Card, Evidence]]) -> None:
    rows = [
        (card.id, card.account_id, fact.field, json.dumps(fact.value), fact.observed_at, fact.received_at, fact.source)
        for card, fact in sorted(newest, key=lambda told: (told[0].id, told[1].field))  # one order: none deadlock
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)


def _report_state(card: Card, evidence: Sequence[Evidence]) -> None:
    newest = {fact.field: fact for fact in sorted(evidence, key=lambda fact: fact.observed_at)}
    state = newest.get("card.state")
    if state is None:
        return
    stopper, is_open = newest.get("card.stopped_by"), newest.get("session.open")
    kept = card.state == state.value and card.stopped_by  # we know who; the platform does not
    report_state(
        card_id=card.id,
        state=CardState(state.value),
        stopped_by=StoppedBy(kept or (stopper.value if stopper else "unknown")),
        presence=(Presence.ONLINE if is_open.value else Presence.OFFLINE) if is_open else None,
        source=state.source,
        by="platform",
        at=state.observed_at,
    )


def _columns(fact: Evidence) -> dict[str, object]:
    return {
        "field": fact.field,
        "value": fact.value,
        "observed_at": fact.observed_at,
        "received_at": fact.received_at,
        "source": fact.source,
    }


def _digest(fact: Evidence) -> str:
    return hashlib.sha256(json.dumps(fact.value, sort_keys=True).encode()).hexdigest()[:16]


_UPSERT = """
    INSERT INTO operators_snapshot (card_id, account_id, field, value, observed_at, received_at, source)
    VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s)
    ON CONFLICT (card_id, field) DO UPDATE SET
        account_id = excluded.account_id, value = excluded.value, observed_at = excluded.observed_at,
        received_at = excluded.received_at, source = excluded.source
    WHERE operators_snapshot.observed_at <= excluded.observed_at
"""
