"""The catalogues: complete, alike in their parameters, and really translated."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.support.rules.answers import CODES, LANGUAGES, language_for
from simcare.support.rules.answers.catalogue import Catalogue, catalogue
from simcare.support.rules.answers.filling import fill, places, unguarded_places

ENGLISH = catalogue("en")
OTHERS = [language for language in LANGUAGES if language != "en"]
SAME_IN_SOME_LANGUAGES = {"version", "time", "label", "sheet", "field", "state", "acts", "greeting"}


@pytest.mark.shared
def test_codes_parties_and_actors_are_those_of_the_reference(shared_data: Path) -> None:
    with (shared_data.parent / "reference" / "diagnosis-checks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: (row["liable_party"], tuple(row["who_acts"].split("; "))) for row in csv.DictReader(file)}
    assert {code: (ours.party, ours.who_acts) for code, ours in CODES.items()} == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_both_sentences(language: str) -> None:
    words = catalogue(language)
    for code in CODES:
        assert words.template(f"finding.{code}.wrong")
        assert words.template(f"finding.{code}.next")
    told = {key.split(".")[1] for key in words.paths() if key.startswith("finding.")}
    assert told == set(CODES)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys_and_parameters(language: str) -> None:
    theirs = catalogue(language)
    assert theirs.paths() == ENGLISH.paths()
    differing = [key for key in sorted(theirs.paths()) if places(theirs.template(key)) != places(ENGLISH.template(key))]
    assert [key for key in differing if not key.startswith("time.")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_left_in_english(language: str) -> None:
    theirs = catalogue(language)
    same = {key for key in theirs.paths() if theirs.template(key) == ENGLISH.template(key)}
    assert {key for key in same if key.split(".")[0] not in SAME_IN_SOME_LANGUAGES} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_never_shows_a_hole(language: str) -> None:
    words = catalogue(language)
    for code in CODES:
        for part in ("wrong", "next"):
            key = f"finding.{code}.{part}"
            assert unguarded_places(words.template(key)) == set(), key
            bare = words.say(key)
            assert bare == bare.strip() and "  " not in bare and "[" not in bare and "{" not in bare, key
            assert bare[-1] in ".。", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_names_twelve_months_and_its_version(language: str) -> None:
    shown = {catalogue(language).show(date(2026, month, 3)) for month in range(1, 13)}
    assert len(shown) == 12
    assert catalogue(language).version.startswith(f"{language}-")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "21 May 2024, 16:05 UTC"),
        ("zh-hans", "2024年5月21日 16:05 UTC"),
        ("es", "21 de mayo de 2024, 16:05 UTC"),
        ("fr", "21 mai 2024, 16:05 UTC"),
        ("de", "21. Mai 2024, 16:05 UTC"),
        ("pt", "21 de maio de 2024, 16:05 UTC"),
        ("ja", "2024年5月21日 16:05 UTC"),
        ("ar", "21 مايو 2024، 16:05 UTC"),
    ],
)
def test_a_moment_is_written_as_the_language_does(language: str, expected: str) -> None:
    assert catalogue(language).show(datetime(2024, 5, 21, 16, 5, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("pt_BR", "pt"),
        ("AR", "ar"),
        ("ko", "en"),
        ("ru", "en"),
        ("vi", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_language_outside_the_eight_is_answered_in_english(tag: str | None, language: str) -> None:
    assert language_for(tag) == language


@pytest.mark.parametrize(
    ("size_bytes", "expected"),
    [(0, "0 bytes"), (999, "999 bytes"), (2**31, "2.15 GB (2147483648 bytes)"), (1500, "1.50 kB (1500 bytes)")],
)
def test_a_volume_is_readable_and_exact(size_bytes: int, expected: str) -> None:
    assert ENGLISH.show(size_bytes, "used_bytes") == expected


def test_a_part_vanishes_with_its_parameter() -> None:
    template = "Ended[ on {day}][ by {by}]."
    assert fill(template, {}) == "Ended."
    assert fill(template, {"day": "Monday"}) == "Ended on Monday."
    assert fill(template, {"day": "Monday", "by": "Ann"}) == "Ended on Monday by Ann."


@given(st.text(min_size=1))
def test_a_value_goes_in_unread(value: str) -> None:
    assert fill("a[ {x}] b", {"x": value}) == f"a {value} b"


def test_catalogue_keeps_a_missing_value_out() -> None:
    words = Catalogue("en", {"version": "1", "time": {"months": []}, "hello": "Hello[ {name}],"})
    assert words.say("hello", name=None) == "Hello,"
