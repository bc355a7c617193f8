"""Tokens, questions and snippets as plain rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.support.rules.search.asking import alternatives, read
from simcare.support.rules.search.folding import fold
from simcare.support.rules.search.snippets import snippet
from simcare.support.rules.search.tokens import tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("CAFÉ", "cafe"),
        ("señal", "senal"),
        ("Łódź", "lodz"),
        ("ＡＰＮ", "apn"),
        ("ﾒｰﾀ", "メータ"),
        ("がぎ", "がぎ"),
        ("أحمد", "احمد"),
        ("شَبَكَة", "شبكه"),
        ("مـــوقع", "موقع"),
        ("Ελλάδα", "ελλαδα"),
    ],
)
def test_letters_that_readers_take_for_the_same_become_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("没有网络", {"没有", "有网", "网络"}),
        ("เน็ตช้า", {"เน", "ตช"}),
        ("네트워크가", {"네트", "워크"}),
        ("two cards", {"two", "cards", "~card"}),
        ("Gerät", {"gerat", "geraet"}),
        ("والشبكة", {"والشبكه", "~شبكه"}),
    ],
)
def test_a_text_is_found_by(text: str, has: set[str]) -> None:
    assert has - set(tokens(text)) == set()


@given(st.text(max_size=80))
def test_every_text_is_found_by_itself(text: str) -> None:
    """Whatever the script: a text has one of each alternative of the question that is the text."""
    known = set(tokens(text))
    for choices in alternatives(text):
        begins = [choice[:-1] for choice in choices if choice.endswith("*")]
        assert known & set(choices) or any(each.startswith(tuple(begins)) for each in known if begins)


@pytest.mark.parametrize(
    ("text", "words", "parts", "number", "conditions"),
    [
        ("#1043", "", ("1043",), 1043, {}),
        ("8986 0249 2133 3494", "", ("8986024921333494",), None, {}),
        ("+86 106 4771", "+86 106", ("4771",), None, {}),
        ("ole@nordsol.example offline", "offline", ("ole@nordsol.example",), None, {}),
        ("is:open IS:unassigned x", "x", (), None, {"is": ["open", "unassigned"]}),
        ('account:"Eau Vive" x', "x", (), None, {"account": ["Eau Vive"]}),
        ("error 404", "error 404", (), None, {}),
        ("http://x.example", "http://x.example", (), None, {}),
    ],
)
def test_a_question_is_read(
    text: str, words: str, parts: tuple[str, ...], number: int | None, conditions: dict[str, list[str]]
) -> None:
    asked = read(text)
    assert (asked.words, asked.parts, asked.number, dict(asked.conditions)) == (words, parts, number, conditions)


@given(st.text(max_size=400))
def test_nothing_typed_is_an_error(text: str) -> None:
    alternatives(read(text).words, is_typing=True)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_a_snippet_says_nothing_that_the_text_does_not_say(text: str, terms: list[str]) -> None:
    flat = " ".join(text.split())
    for piece in snippet(text, [fold(term) for term in terms if fold(term)]):
        assert piece.text == "…" or piece.text in flat
