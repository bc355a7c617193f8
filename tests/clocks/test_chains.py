"""Escalation chains: read from data, each level told once, in counted time, in order; and which terms are promised."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.accounts.actions import open_account
from simcare.clocks import actions
from simcare.clocks.errors import BadTerms
from simcare.clocks.jobs import sweep
from simcare.clocks.models import Clock
from simcare.clocks.queries.terms import TermsBook, terms_for, versions
from simcare.clocks.rules.chains import level_at, read_chain
from simcare.clocks.rules.dues import due_at
from simcare.clocks.values import ALWAYS, Level, Promise
from simcare.kernel import policy
from simcare.kernel.models import OutboxEvent
from simcare.kernel.policy import Terms

NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEVELS = [
    {"percent": 50, "whom": "assignee"},
    {"percent": 100, "whom": "on_call", "by": ["page", "email"]},
    {"minutes_over": 30, "whom": "supervisor", "assigns": True},
]
TERMS = Terms("two hours", 1, {"target_minutes": 120, "calendar": "24x7", "levels": LEVELS, "chain": "test:1"}, "")


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ("soon", "levels"),
        ([{"whom": "boss", "percent": 50}], r"levels\[0\].whom"),
        ([{"whom": "queue", "percent": 0}], r"levels\[0\].percent"),
        ([{"whom": "queue", "percent": 101}], r"levels\[0\].percent"),
        ([{"whom": "queue"}], r"levels\[0\].percent"),
        ([{"whom": "queue", "percent": 50, "by": ["pigeon"]}], r"levels\[0\].by"),
        ([{"whom": "queue", "percent": 50, "when": 3}], r"levels\[0\].when"),
        ([{"whom": "queue", "percent": 5}] * 9, "levels"),
    ],
)
def test_a_chain_that_cannot_be_read_names_its_field(levels: object, field: str) -> None:
    with pytest.raises(BadTerms, match=field):
        read_chain(levels)


def test_levels_stand_in_the_order_of_their_time() -> None:
    assert [level.whom for level in read_chain(LEVELS[::-1])] == ["assignee", "on_call", "supervisor"]


@given(
    percents=st.lists(st.integers(1, 100), min_size=1, max_size=4),
    overs=st.lists(st.integers(1, 500), max_size=3),
    target=st.integers(1, 5000),
    pauses=st.lists(st.tuples(st.integers(-60, 3000), st.integers(0, 900)), max_size=3),
)
def test_levels_fall_due_in_their_order_whatever_the_pauses(
    percents: list[int], overs: list[int], target: int, pauses: list[tuple[int, int]]
) -> None:
    chain = read_chain(
        [{"whom": "queue", "percent": each} for each in percents]
        + [{"whom": "queue", "minutes_over": each} for each in overs]
    )
    held = [(NINE + start * MINUTE, NINE + (start + length) * MINUTE) for start, length in pauses]
    promise = Promise(timedelta(minutes=target), ALWAYS, NINE, held)
    moments = [level_at(promise, level) for level in chain]
    assert all(moments)
    assert moments == sorted(moment for moment in moments if moment)
    assert level_at(promise, Level("queue")) == due_at(promise)


def told() -> list[tuple[int, str]]:
    events = OutboxEvent.objects.filter(name="clocks.EscalationDue").order_by("id")
    return [(event.payload["level"], event.subject) for event in events]


@pytest.mark.django_db
class TestTheSweep:
    def start(self, subject: str = "ticket:1") -> Clock:
        return actions.start(subject=subject, kind="first", terms=TERMS, account_id=None, at=NINE, by="desk")

    def test_tells_of_each_level_once_and_in_order(self) -> None:
        self.start()
        for minutes in range(0, 200, 5):
            sweep(NINE + minutes * MINUTE)
        assert told() == [(0, "ticket:1"), (1, "ticket:1"), (2, "ticket:1")]

    def test_that_comes_late_leaves_no_level_out(self) -> None:
        self.start()
        sweep(NINE + 500 * MINUTE)
        assert [level for level, _ in told()] == [0, 1, 2]

    def test_calls_nobody_once_the_answer_is_there(self) -> None:
        self.start()
        actions.answer(subject="ticket:1", kinds=("first",), at=NINE + 59 * MINUTE, by="ana")
        sweep(NINE + 500 * MINUTE)
        assert told() == []

    def test_calls_in_counted_time_and_not_while_the_clock_is_held(self) -> None:
        actions.start(subject="ticket:1", kind="next", terms=TERMS, account_id=None, at=NINE, by="desk")
        actions.pause(subject="ticket:1", reason="customer", at=NINE + 30 * MINUTE, by="ana")
        sweep(NINE + 500 * MINUTE)
        assert told() == []
        actions.resume(subject="ticket:1", at=NINE + 500 * MINUTE, by="ana")
        sweep(NINE + 529 * MINUTE)
        assert told() == []
        sweep(NINE + 530 * MINUTE)
        assert told() == [(0, "ticket:1")]

    def test_tells_no_level_twice_when_a_hold_moves_the_promise(self) -> None:
        actions.start(subject="ticket:1", kind="next", terms=TERMS, account_id=None, at=NINE, by="desk")
        sweep(NINE + 61 * MINUTE)
        actions.pause(subject="ticket:1", reason="customer", at=NINE + 62 * MINUTE, by="ana")
        actions.resume(subject="ticket:1", at=NINE + 300 * MINUTE, by="ana")
        sweep(NINE + 310 * MINUTE)
        assert told() == [(0, "ticket:1")]


@pytest.mark.django_db
class TestTerms:
    def test_an_agreement_stands_in_place_of_the_policy_from_its_day_on(self) -> None:
        account = open_account(name="Nord", language="en", zone="UTC", by="test", at=NINE)
        terms = {"target_minutes": 60, "calendar": "24x7"}
        actions.agree(
            account_id=account.id, name="first_response.email", values=terms, source="contract 7", by="wei", at=NINE
        )
        found = [
            terms_for(kind="first", account_id=who, at=at).values["target_minutes"]
            for who, at in ((account.id, NINE), (account.id, NINE - MINUTE), (None, NINE))
        ]
        assert found == [60, 720, 720]

    def test_a_subject_keeps_the_version_it_began_with(self) -> None:
        account = open_account(name="Nord", language="en", zone="UTC", by="test", at=NINE)
        for day, minutes in ((0, 60), (1, 30)):
            actions.agree(
                account_id=account.id,
                name="next_response.email",
                values={"target_minutes": minutes, "calendar": "24x7"},
                source="contract 7",
                by="wei",
                at=NINE + timedelta(days=day),
            )
        began = versions([terms_for(kind="next", account_id=account.id, at=NINE)])
        later = NINE + timedelta(days=9)
        assert terms_for(kind="next", account_id=account.id, at=later).values["target_minutes"] == 30
        assert terms_for(kind="next", account_id=account.id, at=later, kept=began).values["target_minutes"] == 60

    def test_a_changed_chain_does_not_reach_what_began_before(self) -> None:
        began = versions([terms_for(kind="first", account_id=None, at=NINE)])
        policy.change(
            "escalation.email", values={"levels": [{"percent": 10, "whom": "queue"}]}, source="new", by="wei", at=NINE
        )
        assert len(terms_for(kind="first", account_id=None, at=NINE).values["levels"]) == 1
        assert len(terms_for(kind="first", account_id=None, at=NINE, kept=began).values["levels"]) == 3

    @pytest.mark.parametrize(
        ("channel", "minutes"), [("email", 720), ("chat", 1), ("widget", 1), ("wechat", 30), ("carrier pigeon", 720)]
    )
    def test_each_channel_has_its_target_and_a_new_one_the_usual(self, channel: str, minutes: int) -> None:
        found = TermsBook([]).find(kind="first", channel=channel, account_id=None, at=NINE)
        assert found.values["target_minutes"] == minutes

    @pytest.mark.parametrize(
        ("name", "values", "field"),
        [
            ("warranty", {"target_minutes": 5, "calendar": "24x7"}, "name"),
            ("first_response.email", {"target_minutes": 0, "calendar": "24x7"}, "target_minutes"),
            ("first_response.email", {"target_minutes": 5, "calendar": "always"}, "calendar"),
        ],
    )
    def test_terms_that_cannot_be_kept_are_refused(self, name: str, values: dict[str, object], field: str) -> None:
        account = open_account(name="Nord", language="en", zone="UTC", by="test", at=NINE)
        with pytest.raises(BadTerms, match=field):
            actions.agree(account_id=account.id, name=name, values=values, source="c", by="wei", at=NINE)
