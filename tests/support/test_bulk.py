"""Deeds on many tickets: each row once, failures say why, undo, stop and go on, roles, kills; and files of tickets."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.db import connection

from simcare.accounts.actions import add_staff
from simcare.accounts.errors import NotAllowed
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import files
from simcare.kernel.models import AuditEntry
from simcare.messaging.models import Message
from simcare.support.actions import bulk, exports, links
from simcare.support.actions import tickets as actions
from simcare.support.errors import BulkImpossible, NoSuchExport
from simcare.support.jobs import advance_bulk_work
from simcare.support.models import Bulk, BulkRow, Entry, Ticket
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.links import tags_of
from simcare.support.values import BulkState, TicketState
from tests.support.factories import AT, make_ticket, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def wei() -> User:
    return add_staff(
        email="wei@simcare.example", name="Wei", role=StaffRole.SUPERVISOR, password=None, by="test", at=AT
    )


def states() -> list[str]:
    return list(Ticket.objects.order_by("id").values_list("state", flat=True))


def test_all_that_match_are_solved_once_each_and_the_rest_is_left_alone(policies: None, wei: User) -> None:
    for state in (TicketState.OPEN, TicketState.OPEN, TicketState.WAITING):
        make_ticket(state=state)
    begun = bulk.begin(deed="solve", argument="", asked=TicketFilter(view="open"), user=wei, at=AT)
    advance_bulk_work(AT)
    assert states() == ["solved", "solved", "waiting"]
    done = bulk.get_bulk(begun.id)
    assert (done.state, done.work.done, done.work.total) == (BulkState.DONE, 2, 2)
    assert done.work.result == {"waiting": 0, "done": 2, "same": 0, "failed": 0}
    assert AuditEntry.objects.filter(subject=f"bulk:{begun.id}").count() == 2


def test_a_row_that_fails_says_why_and_is_tried_again(
    policies: None, wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = make_ticket(), make_ticket()
    monkeypatch.setattr(actions, "assign", _refuses(bad.id, actions.assign))
    begun = bulk.begin(deed="assign", argument=str(wei.id), ticket_ids=[good.id, bad.id], user=wei, at=AT)
    advance_bulk_work(AT)
    failed = BulkRow.objects.get(bulk=begun, state="failed")
    assert (failed.ticket_id, failed.problem) == (bad.id, "not this one")
    monkeypatch.undo()
    bulk.go_on(bulk_id=begun.id, user=wei, at=AT)
    advance_bulk_work(AT)
    assert bulk.count_rows(begun.id) == {"waiting": 0, "done": 2, "same": 0, "failed": 0}
    assert Entry.objects.filter(ticket=good, text="assigned").count() == 1


def _refuses(ticket_id: int, assign: object) -> object:
    def refused(**told: object) -> None:
        if told["ticket_id"] == ticket_id:
            raise BulkImpossible("not this one")
        assign(**told)  # type: ignore[operator]  # the action itself

    return refused


def test_undo_gives_back_what_was_there_unless_it_changed_since(policies: None, wei: User) -> None:
    mine, touched = make_ticket(assignee_id=wei.id), make_ticket(assignee_id=wei.id)
    begun = bulk.begin(deed="assign", argument="", ticket_ids=[mine.id, touched.id], user=wei, at=AT)
    advance_bulk_work(AT)
    actions.assign(ticket_id=touched.id, assignee_id=wei.id, by="test", at=AT)
    undone = bulk.undo(bulk_id=begun.id, user=wei, at=AT)
    advance_bulk_work(AT)
    assert [Ticket.objects.get(id=each.id).assignee_id for each in (mine, touched)] == [wei.id, wei.id]
    assert BulkRow.objects.get(bulk=undone, state="failed").ticket_id == touched.id
    with pytest.raises(BulkImpossible):
        bulk.undo(bulk_id=begun.id, user=wei, at=AT)


def test_many_are_tagged_and_untagged_and_only_what_was_changed_is_given_back(policies: None, wei: User) -> None:
    bare, had, other = (make_ticket() for _ in range(3))
    links.tag(ticket_id=had.id, name="vip", by="jo", at=AT)
    links.tag(ticket_id=other.id, name="old", by="jo", at=AT)

    def tags() -> list[list[str]]:
        return [tags_of([each]) for each in (bare, had, other)]

    put = bulk.begin(deed="tag", argument="#VIP", ticket_ids=[bare.id, had.id, other.id], user=wei, at=AT)
    advance_bulk_work(AT)
    assert tags() == [["vip"], ["vip"], ["old", "vip"]]
    assert bulk.count_rows(put.id) == {"waiting": 0, "done": 2, "same": 1, "failed": 0}
    links.tag(ticket_id=bare.id, name="more", by="jo", at=AT)
    bulk.undo(bulk_id=put.id, user=wei, at=AT)
    advance_bulk_work(AT)
    assert tags() == [["more"], ["vip"], ["old"]]
    off = bulk.begin(deed="untag", argument="vip", ticket_ids=[bare.id, had.id], user=wei, at=AT)
    advance_bulk_work(AT)
    assert tags() == [["more"], [], ["old"]]
    bulk.undo(bulk_id=off.id, user=wei, at=AT)
    advance_bulk_work(AT)
    assert tags() == [["more"], ["vip"], ["old"]]


def test_many_are_spam_and_are_given_back_with_their_promises(policies: None, wei: User) -> None:
    one, waiting = make_ticket(due_at=AT), make_ticket(state=TicketState.WAITING)
    marked = bulk.begin(deed="spam", argument="", ticket_ids=[one.id, waiting.id], user=wei, at=AT)
    advance_bulk_work(AT)
    assert states() == ["spam", "spam"]
    bulk.undo(bulk_id=marked.id, user=wei, at=AT)
    advance_bulk_work(AT)
    assert states() == ["open", "waiting"]


def test_a_stopped_one_goes_on_with_what_is_left(policies: None, wei: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    tickets = [make_ticket() for _ in range(5)]
    begun = bulk.begin(deed="solve", argument="", ticket_ids=[each.id for each in tickets], user=wei, at=AT)
    assert bulk._step(begun.id, AT)
    bulk.stop(bulk_id=begun.id, by=wei.email, at=AT)
    bulk.run(bulk_id=begun.id, at=AT)
    assert (bulk.get_bulk(begun.id).state, states().count("solved")) == (BulkState.STOPPED, 2)
    bulk.go_on(bulk_id=begun.id, user=wei, at=AT)
    bulk.run(bulk_id=begun.id, at=AT)
    assert (bulk.get_bulk(begun.id).state, states().count("solved")) == (BulkState.DONE, 5)


def test_whoever_lost_the_role_changes_no_further_row(
    policies: None, wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    tickets = [make_ticket() for _ in range(2)]
    begun = bulk.begin(deed="solve", argument="", ticket_ids=[each.id for each in tickets], user=wei, at=AT)
    assert bulk._step(begun.id, AT)
    User.objects.filter(id=wei.id).update(role=StaffRole.FINANCE)
    bulk.run(bulk_id=begun.id, at=AT)
    assert states() == ["solved", "open"]
    assert "does not let you" in BulkRow.objects.get(bulk=begun, state="failed").problem


@pytest.mark.parametrize(
    ("deed", "argument"),
    [("drop", ""), ("answer", "  "), ("note", ""), ("assign", "999"), ("assign", "x"), ("tag", "!"), ("untag", "")],
)
def test_nonsense_is_refused_before_anything_begins(wei: User, deed: str, argument: str) -> None:
    with pytest.raises(BulkImpossible):
        bulk.begin(deed=deed, argument=argument, ticket_ids=[make_ticket().id], user=wei, at=AT)
    assert not Bulk.objects.exists()


_WORKER = """
import os
from simcare.kernel.boot import boot
boot(scope="provider")
from django.db import connection
connection.settings_dict["NAME"] = os.environ["TEST_NAME"]
from simcare.kernel import clock
from simcare.support.jobs import advance_bulk_work
advance_bulk_work(clock.now())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["support.bulk.before_commit:2", "support.bulk.after_commit:2"])
def test_killed_in_the_middle_every_ticket_is_answered_exactly_once(policies: None, point: str) -> None:
    user = add_staff(email="wei@x.example", name="Wei", role=StaffRole.ADMIN, password=None, by="test", at=AT)
    tickets = [make_ticket(email=f"ole{number}@x.example") for number in range(50)]
    bulk.begin(deed="answer", argument="We look into it.", ticket_ids=[each.id for each in tickets], user=user, at=AT)
    name = {"TEST_NAME": str(connection.settings_dict["NAME"])}
    killed = _work(name | {"SIMCARE_KILL_POINT": point})
    assert killed == -9
    sent = Message.objects.filter(direction="out").count()
    assert 0 < sent < 50
    assert _work(name) == 0
    assert Message.objects.filter(direction="out").count() == 50
    assert Message.objects.filter(direction="out").values("thread").distinct().count() == 50


def _work(environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-c", _WORKER], env=os.environ | environment, check=False).returncode


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_every_ticket_of_the_filter_once(wei: User, kind: str) -> None:
    make_ticket(subject="=HYPERLINK(1)", iccid="89860249213334946911", due_at=AT)
    make_ticket(subject="second", email="maya@nordsol.example", name="+Maya")
    make_ticket(state=TicketState.SOLVED)
    asked = exports.begin(asked=TicketFilter(view="open"), kind=kind, user=wei, at=AT)
    advance_bulk_work(AT)
    file = exports.hand_out(export_id=asked.id, user=wei, at=AT)
    told = _read(kind, b"".join(files.read(file)))
    assert [row["subject"] for row in told] == ["'=HYPERLINK(1)", "second"]
    assert [row["cards"] for row in told] == ["89860249213334946911", ""]
    assert told[1]["requester"] == "'+Maya"
    assert AuditEntry.objects.filter(action="tickets.export_taken").count() == 1


def _read(kind: str, content: bytes) -> list[dict[str, str]]:
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    from python_calamine import CalamineWorkbook

    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]


def test_a_file_is_gone_when_its_time_is_over_and_only_some_may_ask_for_one(wei: User) -> None:
    make_ticket()
    asked = exports.begin(asked=TicketFilter(), kind="csv", user=wei, at=AT)
    advance_bulk_work(AT)
    later = AT + minutes(60 * 24 * 8)
    with pytest.raises(NoSuchExport):
        exports.hand_out(export_id=asked.id, user=wei, at=later)
    advance_bulk_work(later)
    assert exports.get_export(asked.id).file is None
    agent = add_staff(email="jo@x.example", name="Jo", role=StaffRole.AGENT, password=None, by="test", at=AT)
    with pytest.raises(NotAllowed):
        exports.begin(asked=TicketFilter(), kind="csv", user=agent, at=AT)
