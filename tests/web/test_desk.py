"""The small parts of pages: ages, due clocks, sizes, identifiers, names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import TemplateSyntaxError
from django.utils import timezone, translation

from simcare.web.staff.pages import Promise
from simcare.web.staff.records import PolicyTerm
from simcare.web.templatetags import desk

OPENED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (410_000_000, "410 MB"), (1_500_000_000, "1.5 GB"), (None, "unknown")],
)
def test_sizes_are_decimal_as_packages_are_sold(count: int | None, said: str) -> None:
    assert said in desk.size(count)


@pytest.mark.parametrize(
    ("at", "mood"),
    [
        (timedelta(hours=1), "calm"),
        (timedelta(hours=9), "soon"),
        (timedelta(hours=11, minutes=59, seconds=59), "soon"),
        (timedelta(hours=12), "over"),
    ],
)
def test_a_promise_of_twelve_hours_changes_its_mood(at: timedelta, mood: str) -> None:
    promise = Promise("first", OPENED + timedelta(hours=12), OPENED)
    assert promise.mood(OPENED + at) == mood


def test_an_answered_promise_is_met_even_after_its_time() -> None:
    promise = Promise("first", OPENED, OPENED, answered_at=OPENED + timedelta(days=1))
    assert promise.mood(OPENED + timedelta(days=2)) == "met"


def test_an_identifier_is_copied_whole_and_read_in_fours() -> None:
    shown = desk.ident("8986024921333494691")
    assert 'data-copy="8986024921333494691"' in shown
    assert shown.count('class="four"') == 5


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        desk.icon("no-such-icon")


@pytest.mark.parametrize(
    ("name", "letters"), [("Maya Lindqvist", "ML"), ("刘志强", "刘"), ("ole@nordsol.example", "ON"), ("", "?")]
)
def test_initials_suit_the_script(name: str, letters: str) -> None:
    assert desk.initials(name) == letters


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (PolicyTerm("target_minutes", "720"), "12 h"),
        (PolicyTerm("fee_basis_points", "400"), "4 %"),
        (PolicyTerm("warranty_years", "10"), "10 years"),
        (PolicyTerm("calendar", "24x7"), "24x7"),
    ],
)
def test_policy_terms_say_their_unit(term: PolicyTerm, said: str) -> None:
    assert desk.term(term) == said


@pytest.mark.parametrize(("language", "said"), [("en", "2h ago"), ("de", "vor 2 "), ("ja", "2時間前")])
def test_ages_are_said_in_the_viewers_language(language: str, said: str) -> None:
    with translation.override(language):
        assert said in desk.ago(timezone.now() - timedelta(hours=2, minutes=3))


def test_times_of_other_years_name_the_year() -> None:
    assert "2019" in desk.moment(datetime(2019, 3, 4, 5, 6, tzinfo=UTC))
