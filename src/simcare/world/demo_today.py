"""Matters of today that are under way in the demo: a snooze, a merged pair, a mention, tags, and an outage of many."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from simcare.cards.models import Card
from simcare.diagnosis.actions.incidents import declare
from simcare.diagnosis.values import Grouping, Scope, Side
from simcare.kernel import outbox
from simcare.messaging.channels.email.parsing import ParsingChild
from simcare.operators.actions import record
from simcare.operators.values import Evidence
from simcare.support.actions.links import tag
from simcare.support.actions.merges import merge
from simcare.support.actions.notes import note
from simcare.support.actions.snoozes import snooze
from simcare.support.actions.updates import write_copies, write_update
from simcare.support.models import Ticket
from simcare.world.demo_mail import Mail, receive

Record = dict[str, Any]  # a table of the TOML files

AGENT: Final = "anna@simcare.example"
SUPERVISOR: Final = "wei@simcare.example"
BROKE_OFF: Final = timedelta(minutes=110)
DECLARED: Final = timedelta(minutes=100)
UPDATED: Final = timedelta(minutes=40)


def live_through_today(
    entries: Sequence[Record],
    told: Mapping[str, Any],
    child: ParsingChild,
    *,
    at: datetime,
    outage_cards: Sequence[str],
) -> None:
    """People write, and colleagues have begun to work on it."""
    incident = _break_off(outage_cards, at)
    cards = [entries[place]["cards"][number]["iccid"] for place, number in ((1, 0), (1, 1), (0, 0), (3, 0))]
    today, outage = told["today"], told["outage"]
    opened = receive(
        [_mail(each, entries, cards, at) for each in today]
        + [_mail(each, entries, outage_cards, at) for each in outage],
        child,
    )
    named = {each["key"]: ticket for each, ticket in zip(today, opened, strict=False)}
    _work_on(named, at)
    parent = Ticket.objects.get(incident_id=incident)
    write_update(parent_id=parent.id, texts=told["update"], key="story:update", by=SUPERVISOR, at=at - UPDATED)
    while write_copies(at=at - UPDATED) + outbox.deliver("quick"):
        pass


def _work_on(tickets: Mapping[str, Ticket], at: datetime) -> None:
    invoice, replacement = tickets["invoice"].id, tickets["replacement"].id
    tag(ticket_id=invoice, name="invoice", by=AGENT, at=at - timedelta(minutes=50))
    note(
        ticket_id=invoice,
        text="@Wei Zhang both packages are unused, so III.2 gives all of it back. Do you agree?",
        by=AGENT,
        at=at - timedelta(minutes=48),
    )
    for name in ("replacement", "warranty"):
        tag(ticket_id=replacement, name=name, by=AGENT, at=at - timedelta(minutes=280))
    snooze(
        ticket_id=replacement,
        until=at + timedelta(hours=20),
        reason="waits for the photo of the card",
        by=AGENT,
        at=at - timedelta(minutes=275),
    )
    tag(ticket_id=tickets["twice"].id, name="invoice", by=AGENT, at=at - timedelta(minutes=20))
    merge(part_id=tickets["again"].id, whole_id=tickets["twice"].id, by=AGENT, at=at - timedelta(minutes=18))


def _break_off(iccids: Sequence[str], at: datetime) -> int:
    """The network refuses the cards of one range; the supervisor declares an incident, whose number is returned."""
    for number, iccid in enumerate(iccids):
        refused_at = at - BROKE_OFF + timedelta(seconds=20 * number)
        refused = Evidence(
            "network.reject",
            {"table": "EMM", "number": 17},
            refused_at,
            at - DECLARED - timedelta(minutes=2),
            "soracom:getLogs",
        )
        record(card_id=Card.objects.get(iccid=iccid).id, evidence=[refused])
    scope = Scope(grouping=Grouping.RANGE, platform="soracom", key=iccids[0][:11])
    note = "The operator confirms a fault in its core network."
    incident = declare(scope=scope, side=Side.OPERATOR, note=note, by=SUPERVISOR, at=at - DECLARED)
    while outbox.deliver("quick"):
        pass
    return incident.id


def _mail(told: Record, entries: Sequence[Record], cards: Sequence[str], at: datetime) -> Mail:
    person = entries[told["account"]]["members"][0]
    return Mail(
        person["name"],
        person["email"],
        told["subject"],
        told["text"].format(*cards),
        at - timedelta(minutes=told["minutes_ago"]),
    )
