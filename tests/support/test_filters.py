"""Which tickets are meant: an address says it, and every list, count and saved view reads it the same way."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from simcare.accounts.actions import add_staff, open_account
from simcare.accounts.values import StaffRole
from simcare.cards.models import Card, Product
from simcare.diagnosis.models import Verdict
from simcare.messaging.models import Thread
from simcare.support.actions.search import keep_texts
from simcare.support.models import Party, Ticket, TicketCard
from simcare.support.queries.filters import CHOICES, VIEWS, TicketFilter
from simcare.support.queries.lists import count_each, list_tickets

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_word = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=12)
_choices = st.lists(_word.map(str.strip).filter(bool), max_size=3, unique=True).map(tuple)
filters = st.builds(
    TicketFilter,
    view=st.sampled_from(sorted(VIEWS)),
    overdue=st.booleans(),
    words=_word.map(lambda text: " ".join(text.split())),
    **dict.fromkeys(CHOICES, _choices),
)


@given(filters)
def test_an_address_keeps_the_whole_filter(asked: TicketFilter) -> None:
    assert TicketFilter.read(QueryDict(asked.query())) == asked


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("", TicketFilter()),
        ("view=nonsense", TicketFilter()),
        ("view=mine&category=apn&category=apn&category=usage", TicketFilter(view="mine", category=("apn", "usage"))),
        ("category=&language=%20", TicketFilter()),
        ("q=++two+++words+", TicketFilter(words="two words")),
        ("overdue=yes&page=3", TicketFilter()),
        ("tag=a%00b", TicketFilter()),
    ],
)
def test_nonsense_in_an_address_asks_nothing(address: str, asked: TicketFilter) -> None:
    assert TicketFilter.read(QueryDict(address)) == asked


def test_a_condition_is_taken_away_alone() -> None:
    asked = TicketFilter(view="all", category=("apn", "usage"), overdue=True, words="x")
    assert asked.without("category", "apn") == TicketFilter(view="all", category=("usage",), overdue=True, words="x")
    assert asked.without("category").without("overdue").without("words") == TicketFilter(view="all")
    assert asked.narrows
    assert not TicketFilter(view="all").narrows


_numbers = count(1)


def _ticket(**fields: object) -> Ticket:
    number = next(_numbers)
    thread = Thread.objects.create(correspondent=f"a{number}@x.example", opened_at=NOW)
    told = {"category": "apn", "subject": f"Subject {number}", "language": "en", "standing": "verified"}
    defaults = {**told, "answer_language": "en", "opened_at": NOW, "changed_at": NOW, "thread": thread}
    return Ticket.objects.create(**{**defaults, **fields})  # type: ignore[misc]


@pytest.fixture
def desk(db: None) -> dict[str, Ticket]:
    ben = add_staff(email="ben@x.example", name="Ben", role=StaffRole.AGENT, password=None, by="test", at=NOW)
    account = open_account(name="Nord", by="test", at=NOW)
    hour = timedelta(hours=1)
    made = {
        "plain": _ticket(),
        "late": _ticket(due_at=NOW - hour, category="usage"),
        "bens": _ticket(assignee=ben, language="de", queue="german"),
        "asleep": _ticket(assignee=ben, snoozed_until=NOW + hour),
        "waiting": _ticket(state="waiting", account=account, channel="chat"),
        "solved": _ticket(state="solved", due_at=NOW - hour, standing="claimed"),
    }
    Party.objects.create(ticket=made["plain"], role="requester", name="Zhou Min", email="zhou@lianwang.example")
    Party.objects.create(ticket=made["plain"], role="end_user", name="Zhou Lu", email="lu@lianwang.example")
    _named_cards(made["late"])
    keep_texts(ticket_ids=[ticket.id for ticket in made.values()])
    return made


def _named_cards(ticket: Ticket) -> None:
    product = Product.objects.create(name="IoT 1 GB")
    for iccid in ("8986024921333494691", "8986024921333494692"):
        card = Card.objects.create(iccid=iccid, iccid_key=iccid, product=product, platform="test")
        verdict = Verdict.objects.create(
            card=card,
            platform="test",
            requested_at=NOW,
            ruleset_version="1",
            liable_party="operator",
            confidence=1,
            result={},
            bundle={},
            by="test",
        )
        TicketCard.objects.create(ticket=ticket, iccid=iccid, card=card, relation="proven", verdict=verdict)


def _found(desk: dict[str, Ticket], asked: TicketFilter, me: int | None = None) -> list[str]:
    names = {ticket.id: name for name, ticket in desk.items()}
    return sorted(names[line.id] for line in list_tickets(asked, at=NOW, user_id=me).lines)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (TicketFilter(), ["bens", "late", "plain"]),
        (TicketFilter(view="all"), ["asleep", "bens", "late", "plain", "solved", "waiting"]),
        (TicketFilter(view="unassigned"), ["late", "plain"]),
        (TicketFilter(view="overdue"), ["late"]),
        (TicketFilter(view="snoozed"), ["asleep"]),
        (TicketFilter(view="mine"), ["bens"]),
        (TicketFilter(view="all", state=("waiting", "solved")), ["solved", "waiting"]),
        (TicketFilter(view="all", assignee=("nobody",)), ["late", "plain", "solved", "waiting"]),
        (TicketFilter(view="all", assignee=("me",)), ["asleep", "bens"]),
        (TicketFilter(queue=("german",)), ["bens"]),
        (TicketFilter(queue=("none",)), ["late", "plain"]),
        (TicketFilter(queue=("none", "german"), category=("apn",)), ["bens", "plain"]),
        (TicketFilter(language=("de",)), ["bens"]),
        (TicketFilter(liable=("operator",)), ["late"]),
        (TicketFilter(view="all", channel=("chat",)), ["waiting"]),
        (TicketFilter(view="all", standing=("claimed",)), ["solved"]),
        (TicketFilter(view="all", overdue=True), ["late"]),
        (TicketFilter(words="zhou"), ["plain"]),
        (TicketFilter(words="89860249 2133"), ["late"]),
        (TicketFilter(view="all", account=("999999999999999999999",)), []),
    ],
    ids=lambda value: value.query() if isinstance(value, TicketFilter) else None,
)
def test_a_filter_finds_each_of_its_tickets_once(
    desk: dict[str, Ticket], asked: TicketFilter, names: list[str]
) -> None:
    assert _found(desk, asked, desk["bens"].assignee_id) == names


def test_a_number_finds_its_ticket(desk: dict[str, Ticket]) -> None:
    assert _found(desk, TicketFilter(view="all", words=f"#{desk['solved'].id}")) == ["solved"]


def test_a_view_counts_what_it_lists(desk: dict[str, Ticket]) -> None:
    me = desk["bens"].assignee_id
    counts = count_each({name: TicketFilter(view=name) for name in VIEWS}, at=NOW, user_id=me)
    assert counts == {view: len(list_tickets(TicketFilter(view=view), at=NOW, user_id=me).lines) for view in VIEWS}
