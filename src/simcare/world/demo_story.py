"""What the demo's desk has lived through: six weeks of requests that were helped, and matters that are under way.

Everything goes through the product's own doors: mails are kept and read, evidence is recorded as a platform tells it,
the desk judges and answers, people answer the rest, correct a verdict, solve. Only what would happen by itself weeks
late, such as sending those answers, is marked as done. Deterministic by seed; the words stand in `story.toml`.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import F

from simcare.cards.models import Card
from simcare.clocks.jobs import sweep
from simcare.diagnosis.actions import correct
from simcare.kernel import outbox
from simcare.kernel.models import Delivery
from simcare.messaging.channels.email.parsing import ParsingChild
from simcare.messaging.models import Sending
from simcare.operators.actions import record
from simcare.operators.values import Evidence, moment_text
from simcare.support.actions import answers, satisfaction, tickets
from simcare.support.actions.quality import roll_up_changed
from simcare.support.flows.investigation import conclude
from simcare.support.models import Ticket, TicketCard
from simcare.support.values import AnswerState, Score
from simcare.world.demo_mail import Mail, receive
from simcare.world.demo_today import live_through_today

Record = dict[str, Any]  # a table of the TOML files

TOLD: Final[Record] = tomllib.loads((Path(__file__).parent / "story.toml").read_text())
DAYS: Final = 42
REQUESTS: Final = 40
CARDS_EACH: Final = 8
OUTAGE: Final = tuple(f"89423100045{number:08d}" for number in range(12))
"""Cards of one range, of several customers, that the network refuses today."""
OUTAGE_ACCOUNTS: Final = (1, 2, 4)
AGENT: Final = "anna@simcare.example"
KINDS: Final = {
    "eiotclub": ("package_expired", "package_exhausted", "nothing_seen"),
    "soracom": ("apn_wrong", "apn_wrong", "nothing_seen"),
}
"""What is wrong in the story, by what the platform can tell."""


@dataclass(frozen=True)
class Request:
    """A request of the past: its mail, its card and what was wrong with that."""

    mail: Mail
    iccid: str
    platform: str
    kind: str


def accounts(chance: random.Random) -> list[Record]:
    """The story's accounts with their cards, as the cast tells its own."""
    told: list[Record] = [{**entry, "cards": list(_cards(chance))} for entry in TOLD["accounts"]]
    for number, iccid in enumerate(OUTAGE):
        card = {"iccid": iccid, "platform": "soracom", "scenario": "network_fault"}
        told[OUTAGE_ACCOUNTS[number % len(OUTAGE_ACCOUNTS)]]["cards"].append(card)
    return told


def tell(entries: Sequence[Record], *, chance: random.Random, at: datetime) -> int:
    """Live through it all; returns how many requests there were."""
    past = sorted(requests_of_the_past(entries, chance, at), key=lambda request: request.mail.at)
    with ParsingChild() as child:
        opened = receive([request.mail for request in past], child)
        for request, ticket in zip(past, opened, strict=True):
            _live_through(request, ticket, chance)
        _settle_the_past()
        live_through_today(entries, TOLD, child, at=at, outage_cards=OUTAGE)
    roll_up_changed(at=at)
    return len(past)


def _cards(chance: random.Random) -> Iterator[Record]:
    for number in range(CARDS_EACH):
        platform, prefix = (("eiotclub", "898604"), ("soracom", "894231"))[number % 2]
        digits = "".join(chance.choice("123456789") for _ in range(13))
        yield {"iccid": prefix + digits, "platform": platform, "scenario": "healthy"}


def requests_of_the_past(entries: Sequence[Record], chance: random.Random, at: datetime) -> Iterator[Request]:
    """Spread over the working days of six weeks, a few more from week to week."""
    for _ in range(REQUESTS):
        entry = chance.choice(entries)
        card = chance.choice(entry["cards"][:CARDS_EACH])
        kind = chance.choice(KINDS[card["platform"]])
        subject, text = TOLD["requests"][entry["language"]][kind]
        person = entry["members"][0]
        day = at - timedelta(days=1 + int(DAYS * (1 - chance.random() ** 0.7)))
        day -= timedelta(days=max(0, day.weekday() - 4) if chance.random() < 0.8 else 0)
        opened_at = day.replace(hour=chance.randint(7, 17), minute=chance.randint(0, 59), second=chance.randint(0, 59))
        words = f"{text.format(card=card['iccid'])}\n\n{person['name']}"
        yield Request(
            Mail(person["name"], person["email"], subject, words, opened_at), card["iccid"], card["platform"], kind
        )


def _live_through(request: Request, ticket: Ticket, chance: random.Random) -> None:
    """The desk looks and answers, or a person does; then the matter is settled, and some say how it was."""
    at = request.mail.at + timedelta(seconds=chance.randint(20, 90))
    card = Card.objects.get(iccid=request.iccid)
    record(card_id=card.id, evidence=list(_evidence(request, at)))
    answer = conclude(ticket_id=ticket.id, at=at)
    if answer.state != AnswerState.SENT:
        at = _answer_by_hand(request, ticket, answer.text, chance)
    solved_at = at + timedelta(minutes=chance.randint(20, 600))
    tickets.solve(ticket_id=ticket.id, by=AGENT, at=solved_at)
    if chance.random() < 0.06:
        tickets.reopen(ticket_id=ticket.id, by=AGENT, at=solved_at + timedelta(hours=3))
        solved_at += timedelta(hours=5)
        tickets.solve(ticket_id=ticket.id, by=AGENT, at=solved_at)
    if question := satisfaction.ask(ticket_id=ticket.id, at=solved_at):
        score = chance.choices((Score.GOOD, Score.FAIR, Score.POOR), (8, 2, 1))[0]
        comment = chance.choice(TOLD["opinions"][str(score)])
        said_at = solved_at + timedelta(minutes=chance.randint(20, 900))
        satisfaction.answer(question_id=question.id, score=score, comment=comment, at=said_at)


def _answer_by_hand(request: Request, ticket: Ticket, text: str, chance: random.Random) -> datetime:
    """A person reads the answer before it goes out, sometimes late, and now and then knows better than the rules."""
    opened_at, due_at = request.mail.at, Ticket.objects.get(id=ticket.id).due_at
    at = opened_at + timedelta(minutes=15 + 420 * chance.random() ** 3)
    if due_at and chance.random() < 0.15:
        sweep(due_at + timedelta(seconds=1))
        at = due_at + timedelta(minutes=chance.randint(10, 200))
    verdict = TicketCard.objects.get(ticket=ticket).verdict
    if verdict and chance.random() < 0.4:
        reason = "The reading that the customer sent shows hardly any signal at the site."
        correct(
            verdict_id=verdict.id, code="no_or_weak_signal", party="customer_configuration", reason=reason, by=AGENT,
            at=at - timedelta(minutes=5),
        )  # fmt: skip
    answers.send(ticket_id=ticket.id, text=text, key=f"story:{ticket.id}", by=AGENT, at=at)
    return at


def _evidence(request: Request, at: datetime) -> Iterator[Evidence]:
    """What the card's platform told of it then."""
    facts: Mapping[str, object] = {
        "platform.reachable": True,
        "platform.known": True,
        "card.state": "active",
        "session.open": False,
        "usage.last_traffic_at": moment_text(at - timedelta(hours=5)),
    }
    if request.platform == "eiotclub":
        left = 0 if request.kind == "package_exhausted" else 640_000_000
        end = timedelta(hours=-6) if request.kind == "package_expired" else timedelta(days=20)
        facts = {
            **facts,
            "package.present": True,
            "package.total_bytes": 1_000_000_000,
            "package.used_bytes": 1_000_000_000 - left,
            "package.remaining_bytes": left,
            "package.expires_at": moment_text(at + end),
        }
        del facts["session.open"]  # it does not tell sessions
    elif request.kind == "apn_wrong":
        facts = {**facts, "session.reject": {"table": "ESM", "number": 27, "apn": "internet"}}
    for field, value in facts.items():
        yield Evidence(field, value, at, at, f"{request.platform}:story")


def _settle_the_past() -> None:
    """What was answered long ago has left, and nothing of it is looked at or asked about again by the running desk."""
    waiting = Delivery.objects.filter(done_at=None, dead_at=None)
    waiting.filter(reaction="support.ask_whether_it_helped").update(done_at=F("next_at"))
    while outbox.deliver("quick"):
        pass
    waiting.filter(lane="network").update(done_at=F("next_at"))
    Sending.objects.filter(state=Sending.QUEUED).update(state=Sending.SENT, sent_at=F("next_at"), attempts=1)
