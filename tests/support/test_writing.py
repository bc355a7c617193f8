"""Drafts that survive, canned words without holes, macros that are done whole and undone whole, tickets that sleep."""

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files

import pytest

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.clocks.queries.promises import running
from simcare.kernel import clock
from simcare.messaging.models import Message, Sending
from simcare.support.actions import canned, drafts, links, promises, snoozes
from simcare.support.errors import (
    BadMacro,
    BadSnooze,
    DraftElsewhere,
    EmptyPlace,
    TicketChanged,
    TooLateToUndo,
    UnknownPlace,
)  # fmt: skip
from simcare.support.flows import macros
from simcare.support.models import Draft, Macro, Snooze, Ticket
from simcare.support.queries.canned import suggest
from simcare.support.queries.links import tags_of
from simcare.support.rules.answers.filling import places
from simcare.support.rules.canned import LANGUAGES, check, filled, in_language
from simcare.support.rules.macros import Step, read_steps
from simcare.support.values import DraftKind
from tests.support.factories import make_ticket, say

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REPLY = DraftKind.REPLY


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def ben(now: datetime) -> User:
    return add_staff(email="ben@x.example", name="Ben", role=StaffRole.AGENT, password=None, by="test", at=now)


@pytest.fixture
def ticket(now: datetime) -> Ticket:
    return make_ticket(at=now - HOUR, language="de")


def _draft(ticket: Ticket, user: User, text: str, page: str, revision: int | None = None) -> Draft | None:
    return drafts.keep(
        ticket_id=ticket.id, user_id=user.id, kind=REPLY, text=text, page=page, revision=revision, at=clock.now()
    )


def test_a_draft_is_one_per_person_and_ends_when_it_is_empty(ticket: Ticket, ben: User) -> None:
    first = _draft(ticket, ben, "Gut", "a", 0)
    assert first and first.revision == 1
    second = _draft(ticket, ben, "Guten Tag", "a", 1)
    assert second and (second.text, second.revision) == ("Guten Tag", 2)
    assert _draft(ticket, ben, "  ", "a", 2) is None
    assert not Draft.objects.exists()


def test_another_device_never_overwrites_unseen_words(ticket: Ticket, ben: User) -> None:
    _draft(ticket, ben, "From the phone", "phone", 0)
    with pytest.raises(DraftElsewhere) as refusal:
        _draft(ticket, ben, "From the desk", "desk", 0)
    assert (refusal.value.text, refusal.value.revision) == ("From the phone", 1)
    kept = _draft(ticket, ben, "From the desk", "desk", 1)
    assert kept and kept.text == "From the desk"


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Dear {name},", {"name": "Ole"}, "Dear Ole,"),
        ("Hello[ {name}].", {}, "Hello."),
        ("{ticket}: {name}", {"ticket": "#1", "name": "{agent} ["}, "#1: {agent} ["),
    ],
    ids=["a place", "a part that goes away", "values are never read as places"],
)
def test_places_are_filled(text: str, values: dict[str, str], said: str) -> None:
    assert filled(text, values) == said


def test_unknown_and_empty_places_are_refused_by_name() -> None:
    with pytest.raises(UnknownPlace, match=r"\{nmae\}.*Known are \{name\}"):
        filled("Dear {nmae}", {"name": "Ole"})
    with pytest.raises(EmptyPlace, match=r"no \{card\}"):
        filled("Your card {card}", {"name": "Ole"})


@pytest.mark.parametrize(
    ("language", "found"), [("de", "de"), ("zh", "zh-hans"), ("zh-tw", "zh-hans"), ("pt-br", "pt"), ("sv", "en")]
)
def test_the_ticket_chooses_the_language(language: str, found: str) -> None:
    texts = {"en": "e", "de": "d", "zh-hans": "z", "pt": "p"}
    assert in_language(texts, language) == (texts[found], found)


def _canned(now: datetime) -> None:
    texts = {"en": "Dear {name}, restart it.", "de": "Guten Tag {name}, bitte neu starten. {agent}"}
    canned.keep_canned(shortcut="restart", title="Restart", texts=texts, by="wei", at=now)
    canned.keep_canned(shortcut="card", title="The card", texts={"en": "Your card {card}"}, by="wei", at=now)


def test_what_is_typed_after_the_slash_finds_filled_words(ticket: Ticket, now: datetime) -> None:
    _canned(now)
    found = suggest(ticket, "rest", agent="Ben")[0]
    assert (found.language, found.text) == ("de", "Guten Tag Ole Hansen, bitte neu starten. Ben")
    held = suggest(ticket, "card", agent="Ben")[0]
    assert str(held.trouble) == "This ticket has no {card}."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_begins_with_words_in_every_language_that_name_the_same_places(language: str) -> None:
    told = tomllib.loads((files("simcare.support.rules") / "canned.toml").read_text(encoding="utf-8"))
    assert len(told) >= 5
    for words in told.values():
        check(words[language])
        assert places(words[language]) == places(words["en"])
        assert "{" not in filled(words[language], {"ticket": "#1", "agent": "Ben"})


def test_words_with_unknown_places_are_not_kept(now: datetime) -> None:
    with pytest.raises(UnknownPlace):
        canned.keep_canned(shortcut="x", title="X", texts={"en": "{password}"}, by="wei", at=now)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"deed": "delete"}],
        [{"deed": "solve"}, {"deed": "wait"}],
        [{"deed": "answer"}],
        [{"deed": "snooze", "what": "x", "hours": 0}],
        [{"deed": "note", "what": "a"}, {"deed": "note", "what": "b"}],
        [{"deed": "tag", "what": "!!"}],
        [{"deed": "spam"}, {"deed": "solve"}],
        [{"deed": "spam"}, {"deed": "answer", "what": "restart"}],
    ],
)
def test_a_macro_that_makes_no_sense_is_refused(steps: list[dict[str, object]]) -> None:
    with pytest.raises(BadMacro):
        read_steps(steps)


def _macro(now: datetime, *steps: Step) -> Macro:
    return canned.keep_macro(name="Restart", position=1, steps=steps, by="wei", at=now)


def _do(ticket: Ticket, macro: Macro, ben: User, key: str = "k", last_seen: int | None = None) -> int:
    doer = macros.Doer(ben, timedelta(seconds=8))
    done = macros.carry_out(ticket_id=ticket.id, macro=macro, key=key, last_seen=last_seen, doer=doer, at=clock.now())
    return done.id


def _standing(ticket: Ticket) -> tuple[object, ...]:
    now = Ticket.objects.get(id=ticket.id)
    return now.state, now.assignee_id, now.snoozed_until, now.queue


def test_a_macro_is_done_once_and_undone_as_a_whole(ticket: Ticket, ben: User, now: datetime) -> None:
    _canned(now)
    macro = _macro(now, Step("answer", "restart"), Step("assign", "me"), Step("snooze", "it restarts", 24))
    before = _standing(ticket)
    assert _do(ticket, macro, ben) == _do(ticket, macro, ben)
    assert Message.objects.get(direction="out").text == "Guten Tag Ole Hansen, bitte neu starten. Ben"
    assert _standing(ticket)[1] == ben.id
    entry = _do(ticket, macro, ben)
    for _ in range(2):
        macros.take_back(entry_id=entry, doer=macros.Doer(ben, HOUR), at=clock.now())
    assert _standing(ticket) == before
    assert Sending.objects.get().state == Sending.WITHDRAWN


def test_a_macro_does_nothing_at_all_when_one_step_is_refused(ticket: Ticket, ben: User, now: datetime) -> None:
    _canned(now)
    macro = _macro(now, Step("answer", "card"), Step("solve"))
    before = _standing(ticket)
    with pytest.raises(EmptyPlace):
        _do(ticket, macro, ben)
    say(ticket, "One more thing", at=now)
    with pytest.raises(TicketChanged):
        _do(ticket, _macro(now, Step("answer", "restart"), Step("assign", "me")), ben, last_seen=0)
    assert _standing(ticket) == before
    assert not Message.objects.filter(direction="out").exists()


def test_a_macro_tags_and_marks_spam_and_takes_both_back_but_no_tag_that_was_there(
    ticket: Ticket, ben: User, now: datetime
) -> None:
    links.tag(ticket_id=ticket.id, name="vip", by="jo", at=now)
    promises.promise(ticket, "first", by="jo", at=now)
    before = _standing(ticket)
    entry = _do(ticket, _macro(now, Step("spam"), Step("tag", "#Cold call")), ben)
    assert (_standing(ticket)[0], tags_of([ticket])) == ("spam", ["cold-call", "vip"])
    assert not running(ticket.key).exists()
    macros.take_back(entry_id=entry, doer=macros.Doer(ben, HOUR), at=clock.now())
    assert (_standing(ticket), tags_of([ticket])) == (before, ["vip"])
    assert running(ticket.key).exists()
    entry = _do(ticket, _macro(now, Step("tag", "vip")), ben, key="another")
    macros.take_back(entry_id=entry, doer=macros.Doer(ben, HOUR), at=clock.now())
    assert tags_of([ticket]) == ["vip"]


def test_a_macro_is_not_undone_over_what_others_did_since(ticket: Ticket, ben: User, now: datetime) -> None:
    entry = _do(ticket, _macro(now, Step("assign", "me")), ben)
    Ticket.objects.filter(id=ticket.id).update(state="solved")
    with pytest.raises(TooLateToUndo):
        macros.take_back(entry_id=entry, doer=macros.Doer(ben, HOUR), at=clock.now())


def test_a_ticket_sleeps_until_its_time(ticket: Ticket, now: datetime) -> None:
    snoozes.snooze(ticket_id=ticket.id, until=now + HOUR, reason="Operator answers", by="ben", at=now)
    assert snoozes.wake_due(at=now) == 0
    assert snoozes.wake_due(at=now + HOUR) == 1
    assert Ticket.objects.get(id=ticket.id).snoozed_until is None
    assert Snooze.objects.get().woken_by == "time"


def test_the_customer_wakes_it(ticket: Ticket, now: datetime) -> None:
    snoozes.snooze(ticket_id=ticket.id, until=now + HOUR, reason="x", by="ben", at=now)
    assert snoozes.wake(ticket_id=ticket.id, by=snoozes.BY_CUSTOMER, at=now)
    assert not snoozes.wake(ticket_id=ticket.id, by=snoozes.BY_CUSTOMER, at=now)


@pytest.mark.parametrize(("hours", "reason"), [(0, "x"), (-1, "x"), (24 * 400, "x"), (1, " ")])
def test_a_sleep_without_end_or_reason_is_refused(ticket: Ticket, now: datetime, hours: int, reason: str) -> None:
    with pytest.raises(BadSnooze):
        snoozes.snooze(ticket_id=ticket.id, until=now + hours * HOUR, reason=reason, by="ben", at=now)
