"""A desk of any size, written in bulk: accounts, cards, tickets with their people, messages, clocks, verdicts, search.

Seeded: the same seed gives the same world. Resumable: 2,000 tickets are one transaction, and a build that was stopped
goes on behind the last ticket that stands.
"""

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

import click
from django.db.models import Model
from psycopg import sql

from simcare.accounts.models import Account, User
from simcare.cards.models import Card, Product
from simcare.clocks.models import Clock
from simcare.diagnosis.models import Verdict
from simcare.diagnosis.queries.bundles import for_bundle, read_bundle
from simcare.messaging.models import Message, Thread
from simcare.support.actions.search import facts_of
from simcare.support.models import Answer, Entry, Party, Ticket, TicketCard
from simcare.support.rules.search.documents import Said, document
from simcare.world.benches._copying import Connection, Copier, Row, follow
from simcare.world.benches._planted import Case
from simcare.world.benches._talk import SHARES, TONGUES, Tongue, filled, speech

CHUNK: Final = 2_000
SEARCH_INDEXES: Final = {
    "search_by_words": sql.SQL("gin (words) WITH (fastupdate = off)"),
    "search_by_names": sql.SQL("gin (names gin_trgm_ops) WITH (fastupdate = off)"),
}
OTHER_NAMES: Final = 100_000
SYLLABLES: Final = [
    first + middle + last for first in "bdfgklmnprstv" for middle in "aeiou" for last in ("", "n", "r", "s")
]
ACCOUNTS: Final = 400
AGENTS: Final = 50
MESSAGES_EACH: Final = 5
MOST_JUDGED: Final = 40
DESK: Final = "support@simcare.example"
GROUND: Final[tuple[type[Model], ...]] = (Account, Card, Product, User)
WALLED: Final[tuple[type[Model], ...]] = (Thread, Message, Verdict, Ticket, Party, TicketCard, Entry, Answer, Clock)
"""What a chunk writes, in an order that the foreign keys allow."""


@dataclass(frozen=True)
class Judged:
    """A verdict; it and its evidence are text already, for each is written very many times."""

    result: Any
    result_text: str
    bundle_text: str

    @classmethod
    def of(cls, case: Case) -> "Judged":
        """What the rules find in a case."""
        result = for_bundle(read_bundle(case.bundle)).to_json()
        return cls(result, json.dumps(result), json.dumps(case.bundle))


def build(database: Connection, *, tickets: int, cases: list[Case], seed: int, at: datetime) -> int:
    """Write what is missing of a world of so many tickets; the number of messages in it. Shows how far it is."""
    database.execute("SET session_replication_role = replica")  # no triggers: the keys are right as they are made
    database.execute("SET synchronous_commit = off")  # what a crash takes is written again
    _ground(database, tickets, at)
    copiers = {model: Copier(model) for model in WALLED}
    judged = [Judged.of(case) for case in cases[:MOST_JUDGED]]
    first = _count(database, "SELECT coalesce(max(id), 0) FROM support_ticket")
    if first >= tickets:
        return _count(database, "SELECT count(*) FROM messaging_message")
    for index in SEARCH_INDEXES:  # made at the end in one go: row by row they take longer than all the rest
        database.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(index)))
    with click.progressbar(length=tickets, label="Tickets written", file=sys.stderr) as bar:
        bar.update(first)
        for start in range(first, tickets, CHUNK):
            chunk = Chunk(random.Random(f"{seed}:{start}"), judged, at)  # noqa: S311  # repeatable, no secret
            for number in range(start + 1, min(start + CHUNK, tickets) + 1):
                chunk.add(number)
            with database.transaction():
                for model, copier in copiers.items():
                    copier.write(database, chunk.rows[model])
                _write_texts(database, chunk)
                database.execute("SELECT support_keep_name_words(%s)", [sorted(chunk.name_words)])
            bar.update(min(CHUNK, tickets - start))
    for index, made in SEARCH_INDEXES.items():
        database.execute(sql.SQL("CREATE INDEX {} ON support_searchtext USING {}").format(sql.Identifier(index), made))
    database.execute("SELECT support_keep_name_words(%s)", [list(_other_names(seed))])
    for each in (*GROUND, *WALLED):
        follow(database, each)
    for table in (*(each._meta.db_table for each in (*GROUND, *WALLED)), "support_searchtext", "support_nameword"):
        database.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    database.execute("CHECKPOINT")  # what was written in bulk goes to disk now, not while pages are measured
    return _count(database, "SELECT count(*) FROM messaging_message")


def _ground(database: Connection, tickets: int, at: datetime) -> None:
    """Accounts, one product, cards and agents: all in one transaction, once."""
    if _count(database, "SELECT count(*) FROM cards_card"):
        return
    zero = at - timedelta(days=900)
    with database.transaction():
        Copier(Account).write(database, ({"id": n, "name": account_name(n)} for n in range(1, ACCOUNTS + 1)))
        Copier(User).write(database, (_agent(number) for number in range(1, AGENTS + 1)))
        Copier(Product).write(database, [{"id": 1, "code": "bench", "name": "IoT 1 GB"}])
        Copier(Card).write(database, (_card(number, zero) for number in range(1, max(100, tickets // 2) + 1)))


def _other_names(seed: int) -> set[str]:
    """As many words as the names of a desk of this size have in life; this world's people share a few dozen."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, no secret
    return {"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(OTHER_NAMES)}


def account_name(number: int) -> str:
    """The name of an account."""
    return f"{filled('{place}', random.Random(number))} {number} Telematics"  # noqa: S311  # repeatable


def iccid_of(number: int) -> str:
    """The ICCID of a card; neighbours differ everywhere."""
    return f"898602{number * 7_919_237 % 10**13:013d}"


def _agent(number: int) -> Row:
    name = f"agent{number}"
    return {"id": number, "email": f"{name}@bench.example", "name": name, "role": "supervisor", "password": "!"}


def _card(number: int, at: datetime) -> Row:
    iccid = iccid_of(number)
    return {
        "id": number,
        "iccid": iccid,
        "iccid_key": iccid,
        "product_id": 1,
        "platform": "eiotclub",
        "account_id": number % ACCOUNTS + 1,
        "imsi": f"46004{number:010d}",
        "msisdn": f"861064{number:07d}",
        "state": "active",
        "state_observed_at": at,
    }


@dataclass
class Chunk:
    """The rows of some tickets, by model; `judged` are verdicts with the evidence they were found from."""

    dice: random.Random
    judged: Sequence[Judged]
    at: datetime
    rows: dict[type[Model], list[Row]] = field(default_factory=lambda: {model: [] for model in WALLED})
    texts: list[tuple[int, str, str, str]] = field(default_factory=list)
    name_words: set[str] = field(default_factory=set)

    def add(self, number: int) -> None:
        """One ticket with all that belongs to it."""
        dice, tongue = self.dice, self.dice.choices(TONGUES, SHARES)[0]
        account = dice.randrange(1, ACCOUNTS + 1)
        self._own = {"id": number, "ticket_id": number, "account_id": account}
        self._name, self._subject = dice.choice(tongue.names), filled(dice.choice(tongue.subjects), dice)
        self._email = f"user{dice.randrange(1, 60_000)}@place{account}.example"
        opened_at = self.at - timedelta(minutes=dice.randrange(60, 60 * 24 * 500))
        messages = [self._message(number, place, tongue, opened_at) for place in range(MESSAGES_EACH)]
        ticket = self._ticket(number, tongue, messages, opened_at)
        self.rows[Message] += messages
        self.rows[Entry] += self._entries(number, messages)
        self.rows[Clock].append(self._clock(ticket))
        self.rows[Party].append(
            {**self._own, "role": "requester", "name": self._name, "email": self._email, "language": tongue.language}
        )
        iccid = self._named_card(number, opened_at)
        if ticket["state"] == "open" and dice.random() < 0.4:
            self._propose(tongue, opened_at)
        self._say(ticket, [message["text"] for message in messages], iccid)

    def _ticket(self, number: int, tongue: Tongue, messages: Sequence[Row], opened_at: datetime) -> Row:
        dice, account = self.dice, self._own["account_id"]
        state = dice.choices(("open", "waiting", "solved"), (14, 16, 70))[0]
        thread = {
            "id": number,
            "account_id": account,
            "correspondent": self._email,
            "correspondent_name": self._name,
            "subject": self._subject,
            "tag": f"#{number}",
            "opened_at": opened_at,
        }
        ticket = {
            "id": number,
            "thread_id": number,
            "account_id": account,
            "state": state,
            "category": "network",
            "subject": self._subject,
            "snippet": messages[0]["text"][:160],
            "language": tongue.language,
            "answer_language": tongue.language,
            "standing": "verified",
            "opened_at": opened_at,
            "changed_at": messages[-1]["at"],
            "due_at": self._due(state),
            "assignee_id": dice.randrange(1, AGENTS + 1) if dice.random() < 0.7 else None,
        }
        self.rows[Thread].append(thread)
        self.rows[Ticket].append(ticket)
        return ticket

    def _due(self, state: str) -> datetime | None:
        """Open tickets have a promise, one in fifty of them broken; of the others nobody waits for us."""
        if state != "open":
            return None
        days = self.dice.uniform(-3, 0) if self.dice.random() < 0.02 else self.dice.uniform(0.5, 9)
        return self.at + timedelta(days=days)

    def _message(self, number: int, place: int, tongue: Tongue, opened_at: datetime) -> dict[str, Any]:
        is_ours, said = place % 2 == 1, speech(tongue, self.dice)
        return {
            "id": (number - 1) * MESSAGES_EACH + place + 1,
            "thread_id": number,
            "account_id": self._own["account_id"],
            "direction": "out" if is_ours else "in",
            "at": opened_at + timedelta(minutes=7 * place),
            "by": f"agent{number % AGENTS + 1}@bench.example" if is_ours else "",
            "sender_email": DESK if is_ours else self._email,
            "sender_name": "" if is_ours else self._name,
            "to": f'["{self._email if is_ours else DESK}"]',
            "subject": self._subject,
            "text": said,
            "reply_text": said,
            "html": f"<p>{said}</p>",
            "language": tongue.language,
            "message_id": f"{number}.{place}@bench.example",
        }

    def _entries(self, number: int, messages: Sequence[Row]) -> list[Row]:
        """The messages, a note and something that was done."""
        own = {"ticket_id": number, "account_id": self._own["account_id"], "at": messages[-1]["at"]}
        by = f"agent{self.dice.randrange(1, AGENTS + 1)}@bench.example"
        told: list[Row] = [
            {
                **own,
                "kind": "message",
                "at": each["at"],
                "by": each["by"] or each["sender_email"],
                "message_id": each["id"],
            }
            for each in messages
        ]
        told.append({**own, "kind": "note", "by": by, "text": filled("Called {place}, ref {number}.", self.dice)})
        told.append({**own, "kind": "action", "by": "desk", "text": "assigned"})
        first = (number - 1) * (MESSAGES_EACH + 2) + 1
        return [{**row, "id": first + place} for place, row in enumerate(told)]

    def _clock(self, ticket: Row) -> Row:
        due_at, is_running = ticket["due_at"], ticket["due_at"] is not None
        return {
            "id": ticket["id"],
            "subject": f"ticket:{ticket['id']}",
            "account_id": ticket["account_id"],
            "kind": "next" if is_running else "first",
            "policy_name": "first_response.email",
            "policy_version": 1,
            "calendar": '"24x7"',
            "target_minutes": 720,
            "escalate_percent": 75,
            "opened_at": ticket["opened_at"],
            "opened_by": "bench",
            "due_at": due_at or ticket["opened_at"] + timedelta(hours=12),
            "answered_at": None if is_running else ticket["changed_at"],
            "answered_by": "" if is_running else "bench",
            "breached_at": due_at if due_at and due_at < self.at else None,
            "escalate_at": due_at,
            "escalated_at": due_at,
        }

    def _named_card(self, number: int, at: datetime) -> str:
        """A card with a verdict of its own; its ICCID."""
        card, judged = (number + 1) // 2, self.dice.choice(self.judged)
        verdict = {
            "id": number,
            "account_id": self._own["account_id"],
            "card_id": card,
            "ticket": f"ticket:{number}",
            "platform": "eiotclub",
            "requested_at": at,
            "completed_at": at,
            "ruleset_version": judged.result["ruleset_version"],
            "primary_code": judged.result["primary_code"] or "",
            "liable_party": judged.result["liable_party"],
            "confidence": judged.result["confidence"],
            "result": judged.result_text,
            "bundle": judged.bundle_text,
            "by": "desk",
        }
        self.rows[Verdict].append(verdict)
        iccid = iccid_of(card)
        self.rows[TicketCard].append(
            {**self._own, "iccid": iccid, "card_id": card, "relation": "proven", "verdict_id": number}
        )
        return iccid

    def _propose(self, tongue: Tongue, at: datetime) -> None:
        answer = {
            **self._own,
            "state": "proposed",
            "audience": "account",
            "language": tongue.language,
            "subject": self._subject,
            "text": speech(tongue, self.dice),
            "words_version": "1",
            "automatic": False,
            "reason": "money",
            "made_at": at,
        }
        self.rows[Answer].append(answer)

    def _say(self, ticket: Row, texts: Sequence[str], iccid: str) -> None:
        said = Said(
            ticket_id=ticket["id"],
            subject=self._subject,
            texts=texts,
            names=[self._name, self._email, iccid],
            facts=facts_of(Ticket(**ticket)),
            opened_at=ticket["opened_at"],
        )
        found = document(said)
        self.texts.append((ticket["id"], _vector(found.head), _vector(found.words), found.names))
        self.name_words |= found.name_words


def _vector(tokens: frozenset[str]) -> str:
    """In the notation of PostgreSQL."""
    return " ".join("'" + token.replace("\\", "\\\\").replace("'", "''") + "'" for token in tokens)


def _write_texts(database: Connection, chunk: Chunk) -> None:
    with (
        database.cursor() as cursor,
        cursor.copy("COPY support_searchtext (ticket_id, head, words, names) FROM STDIN") as copy,
    ):
        for row in chunk.texts:
            copy.write_row(row)


def _count(database: Connection, query: LiteralString) -> int:
    row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0])
