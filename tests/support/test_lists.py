"""Lists of tickets: pages by keyset show each row once in order, counts are honest, long timelines come in pages."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.support.actions.views import save_view
from simcare.support.models import Ticket
from simcare.support.queries import lists
from simcare.support.queries.filters import VIEWS, TicketFilter
from simcare.support.queries.lists import count_each, count_up_to, list_tickets
from simcare.support.queries.tickets import get_view
from simcare.support.queries.views import list_views
from simcare.support.values import TicketState
from tests.support.factories import AT, make_ticket, minutes, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> list[Ticket]:
    """Tickets with equal and with missing due times, and equal times of change."""
    dice = random.Random(7)
    dues: list[datetime | None] = [None, None, AT, AT, AT + timedelta(hours=1), AT + timedelta(hours=2)]
    return [make_ticket(due_at=dice.choice(dues), at=AT + minutes(dice.randrange(4))) for _ in range(23)]


@pytest.mark.parametrize("view", ["open", "all"])
@pytest.mark.parametrize("limit", [1, 4, 23, 50])
def test_pages_show_every_ticket_once_in_the_order_of_the_list(many: list[Ticket], view: str, limit: int) -> None:
    seen, place = [], ""
    while True:
        page = list_tickets(TicketFilter(view=view), at=AT, limit=limit, after=place)
        seen += [line.id for line in page.lines]
        place = page.next_place
        if not place:
            break
    far = AT + timedelta(days=9999)
    by_promise = sorted(many, key=lambda each: (each.due_at or far, each.id))
    by_change = sorted(many, key=lambda each: (each.changed_at, each.id), reverse=True)
    assert seen == [each.id for each in (by_promise if view == "open" else by_change)]


def test_saved_views_are_counted_exactly_and_in_one_query_however_many_there_are() -> None:
    jo = add_staff(email="jo@x.example", name="Jo", role=StaffRole.AGENT, password=None, by="test", at=AT)
    for state, number in ((TicketState.OPEN, 3), (TicketState.WAITING, 2)):
        for _ in range(number):
            make_ticket(state=state, assignee_id=jo.id if state is TicketState.WAITING else None)
    asked = {
        "mine": TicketFilter(view="mine"),
        "open": TicketFilter(),
        "waiting": TicketFilter(view="waiting"),
        "none": TicketFilter(tag=("vip",)),
    }
    for name, each in asked.items():
        save_view(name=name, asked=each, owner_id=jo.id, is_shared=name == "open", by="jo", at=AT)
    with CaptureQueriesContext(connection) as queries:
        found = list_views(user_id=jo.id, at=AT)
    assert [(view.name, view.count) for view in found] == [("mine", 2), ("none", 0), ("waiting", 2), ("open", 3)]
    assert len(queries) == 2


@pytest.mark.parametrize("place", ["x", "1-", "-1", "1--1", "9" * 18 + "-1", "1-1; DROP TABLE support_ticket", "٣-٤"])
def test_a_place_that_is_nonsense_is_the_beginning(place: str) -> None:
    ticket = make_ticket()
    assert [line.id for line in list_tickets(TicketFilter(), at=AT, after=place).lines] == [ticket.id]


def test_a_list_takes_as_many_queries_for_forty_rows_as_for_two() -> None:
    taken = []
    for count in (2, 38):
        for _ in range(count):
            make_ticket(iccid="89860249213334946911")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list_tickets(TicketFilter(), at=AT)
        taken.append(len(queries))
    assert taken == [4, 4]


def test_a_count_stops_at_its_cap() -> None:
    for _ in range(5):
        make_ticket()
    assert [count_up_to(Ticket.objects.all(), most) for most in (3, 5, 9)] == [3, 5, 5]


def test_counts_agree_with_the_lists_they_stand_beside() -> None:
    make_ticket(due_at=AT)
    make_ticket(state=TicketState.WAITING)
    make_ticket(state=TicketState.SOLVED, due_at=AT)
    counts = count_each({name: TicketFilter(view=name) for name in VIEWS}, at=AT)
    wanted = {
        "open": 1,
        "unassigned": 1,
        "overdue": 1,
        "waiting": 1,
        "snoozed": 0,
        "solved": 1,
        "spam": 0,
        "all": 3,
        "mine": 0,
    }
    assert counts == wanted
    assert {name: len(list_tickets(TicketFilter(view=name), at=AT).lines) for name in counts} == wanted


def test_a_long_timeline_opens_at_its_end_and_goes_back_page_by_page() -> None:
    ticket = make_ticket(text="0")
    for number in range(1, 12):
        say(ticket, str(number), at=AT + minutes(number // 3))
    told, place, pages = [], "", 0
    while True:
        view = get_view(ticket.id, before=place, limit=5)
        told = [moment.message.text for moment in view.timeline if moment.message] + told
        pages, place = pages + 1, view.earlier_place
        if not place:
            break
    assert (told, pages) == ([str(number) for number in range(12)], 3)


def test_the_newest_message_is_known_on_an_earlier_page_too() -> None:
    ticket = make_ticket()
    last = [say(ticket, str(number), at=AT + minutes(number)) for number in range(5)][-1]
    place = get_view(ticket.id, limit=2).earlier_place
    assert get_view(ticket.id, before=place, limit=2).last_message_id == last.id


def test_every_view_of_the_inbox_has_an_index_in_its_order() -> None:
    """Row-level security and all: the plan of a page walks an index and sorts nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    for view in sorted(VIEWS.keys() - {"snoozed"}):
        asked = TicketFilter(view=view)
        plan = lists.order_of(asked).sorted(lists.tickets_in(asked, at=AT, user_id=1))[:50].explain()
        assert "Sort" not in plan, (view, plan)
