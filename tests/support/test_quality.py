"""Figures of quality: counted by hand, rolled up, drilled down, printed in every language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcare.support.rules.quality import percentile, spell
from simcare.support.rules.quality_words import LANGUAGES, WORDS, span_text, words_of


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=60), st.sampled_from([50, 90]))
def test_a_percentile_from_buckets_is_near_the_true_one(waits: list[int], share: int) -> None:
    told = percentile({int(bucket): count for bucket, count in spell(waits).items()}, share)
    true = sorted(waits)[max(0, -(-len(waits) * share // 100) - 1)]
    assert told == pytest.approx(true, rel=0.06, abs=0.06)


def test_nothing_has_no_percentile() -> None:
    assert percentile({}, 50) is None


def test_the_report_has_every_word_in_every_language() -> None:
    lacking = {language: sorted(words.keys() ^ WORDS["en"].keys()) for language, words in WORDS.items()}
    assert [language for language, words in lacking.items() if words] == []
    assert {text.count("%s") for words in WORDS.values() for text in [words["mail_text"]]} == {5}


@pytest.mark.parametrize(
    ("minutes", "words"), [(0.4, "0.4 min"), (59, "59 min"), (180, "3.0 h"), (4320, "3.0 d"), (None, "–")]
)
def test_spans_are_written_as_people_say_them(minutes: float | None, words: str) -> None:
    assert span_text(minutes, words_of("en")) == words


AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _ticket(number: int, *, answered: int | None, state: str = "solved", by: str = "ana", again: bool = False) -> None:
    """A ticket opened on 10 November, answered after some minutes; `again`: the customer wrote after it was solved."""
    from simcare.clocks.models import Clock
    from simcare.messaging.models import Message, Thread
    from simcare.support.models import Entry, Ticket

    opened = datetime(2026, 11, 10, 8, number, tzinfo=UTC)
    thread = Thread.objects.create(correspondent=f"{number}@x.example", opened_at=opened)
    ticket = Ticket.objects.create(
        thread=thread, state=state, category="network", subject="x", snippet="x", language="de" if number % 2 else "en",
        answer_language="en", standing="unknown", opened_at=opened, changed_at=opened,
    )  # fmt: skip
    due = opened + timedelta(hours=12)
    answered_at = opened + timedelta(minutes=answered) if answered is not None else None
    is_late = (answered_at or AT) >= due
    Clock.objects.create(
        subject=ticket.key, kind="first", policy_name="p", policy_version=1, calendar="24x7", target_minutes=720,
        escalate_percent=75, opened_at=opened, opened_by="x", due_at=due, breached_at=due if is_late else None,
        answered_at=answered_at, answered_by=by if answered_at else "",
    )  # fmt: skip

    def say(direction: str, at: datetime) -> None:
        message = Message.objects.create(thread=thread, direction=direction, at=at)
        Entry.objects.create(ticket=ticket, kind="message", at=at, by="x", message=message)

    say("in", opened)
    if answered_at:
        say("out", answered_at)
        if state == "solved":
            at = answered_at + timedelta(minutes=1)
            Entry.objects.create(
                ticket=ticket, kind="action", at=at, by="ana", text="state", data={"from": "open", "to": "solved"}
            )
            if again:
                say("in", at + timedelta(minutes=5))


@pytest.fixture
def month(db: None) -> None:
    from simcare.support.actions.quality import roll_up_changed

    _ticket(0, answered=10)
    _ticket(1, answered=20, by="desk")
    _ticket(2, answered=30, again=True)
    _ticket(3, answered=1440)
    _ticket(4, answered=None, state="open")
    roll_up_changed(at=AT)


@pytest.mark.usefixtures("month")
class TestMonth:
    def test_the_sums_are_those_counted_by_hand(self) -> None:
        from simcare.support.queries.quality import Span, figures_of

        figures = figures_of(Span(from_day=date(2026, 11, 1), until_day=date(2026, 12, 1)))
        sums = figures.whole
        assert (sums.tickets, sums.kept, sums.broken, sums.answered) == (5, 3, 2, 4)
        assert (sums.automatic, sums.solved, sums.solved_first, sums.reopened) == (1, 4, 3, 1)
        assert sums.median_minutes == pytest.approx(20, rel=0.06)
        assert {key: group.tickets for key, _, group in figures.by["language"]} == {"en": 3, "de": 2}

    def test_rolling_up_again_changes_nothing_and_later_changes_arrive(self) -> None:
        from simcare.support.actions.quality import roll_up_changed, roll_up_tickets
        from simcare.support.models import QualityDay, Ticket

        roll_up_tickets(day=date(2026, 11, 10), at=AT)
        assert sum(QualityDay.objects.values_list("tickets", flat=True)) == 5
        Ticket.objects.filter(state="open").update(state="solved", changed_at=AT + timedelta(minutes=2))
        roll_up_changed(at=AT + timedelta(minutes=10))
        assert sum(QualityDay.objects.values_list("solved", flat=True)) == 5

    @pytest.mark.parametrize(
        ("figure", "count"), [("tickets", 5), ("kept", 3), ("broken", 2), ("automatic", 1), ("solved", 4)]
    )
    def test_each_figure_names_its_tickets(self, figure: str, count: int) -> None:
        from simcare.support.queries.quality import Span, tickets_behind

        span = Span(from_day=date(2026, 11, 1), until_day=date(2026, 12, 1))
        assert tickets_behind(span, figure, AT).count() == count

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_month_is_a_document_in_each_language(self, language: str) -> None:
        import io

        from pypdf import PdfReader

        from simcare.kernel import files
        from simcare.support.flows.quality import report_of

        made = report_of(month=date(2026, 11, 1), language=language, by="ana", at=AT)
        pages = PdfReader(io.BytesIO(b"".join(files.read(made.file)))).pages
        assert 1 <= len(pages) <= 3
        assert "60.0" in pages[0].extract_text()

    def test_a_reader_gets_one_mail_for_a_month(self) -> None:
        from simcare.accounts.actions import add_staff
        from simcare.accounts.values import StaffRole
        from simcare.messaging.models import Sending
        from simcare.support.actions.quality import read_by_mail
        from simcare.support.flows.quality import keep_quality

        ana = add_staff(email="ana@x.example", name="Ana", role=StaffRole.SUPERVISOR, password=None, by="t", at=AT)
        read_by_mail(user=ana, language="de", wanted=True, at=AT)
        for day in (1, 2, 3):
            keep_quality(at=datetime(2026, 12, day, 6, tzinfo=UTC))
        assert Sending.objects.get().recipient == "ana@x.example"
