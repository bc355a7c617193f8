"""Whom a note names, and how a tag is spelt."""

import pytest

from simcare.support.rules.answers.catalogue import LANGUAGES
from simcare.support.rules.mentioning import Colleague, mentions
from simcare.support.rules.notices import KNOWN_UPDATES, _words, known_update
from simcare.support.rules.tagging import tag_name

JONAS = Colleague(1, "Jonas Weber", "jonas@simcare.example")
JO = Colleague(2, "Jo", "jo@simcare.example")
LI = Colleague(3, "李伟", "liwei@simcare.example")
TWINS = (Colleague(4, "Ana Prieto", "ana@simcare.example"), Colleague(5, "Ana Costa", "ana@other.example"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@jonas please look", [1]),
        ("please, @Jonas Weber: look", [1]),
        ("@jo is not @jonas", [2, 1]),
        ("@李伟 请看", [3]),
        ("请@liwei看", []),
        ("write to jonas@simcare.example", []),
        ("x.@jonas", []),
        ("(@jonas)", [1]),
        ("@jonas_2 @jonasson", []),
        ("@ana shares her name", []),
        ("@Ana Prieto does not", [4]),
        ("@nobody @", []),
        ("İİİ @jonas", [1]),
    ],
)
def test_a_note_names_who_is_meant_and_nobody_else(text: str, named: list[int]) -> None:
    found = mentions(text, [JONAS, JO, LI, *TWINS])
    assert [one.colleague.id for one in found] == named
    assert all(text[one.start] == "@" for one in found)


@pytest.mark.parametrize(
    ("told", "spelt"),
    [
        ("  #Urgent ", "urgent"),
        ("Needs  a refund!", "needs-a-refund"),
        ("VIP/Q4", "vip/q4"),
        ("充值 问题", "充值-问题"),
        ("ＡＰＮ", "apn"),
        ("!!", ""),
        ("<script>", "script"),
        ("a" * 40, "a" * 30),
    ],
)
def test_a_tag_has_one_spelling(told: str, spelt: str) -> None:
    assert tag_name(told) == spelt
    assert tag_name(spelt) == spelt


def test_every_language_has_every_short_text_in_its_own_words() -> None:
    words = _words()
    assert set(words) == set(LANGUAGES)
    keys = {(table, key) for table, texts in words["en"].items() for key in texts}
    for language in LANGUAGES:
        assert {(table, key) for table, texts in words[language].items() for key in texts} == keys
    for name in KNOWN_UPDATES:
        texts = known_update(name, desk="Desk")
        assert len(set(texts.values())) == len(LANGUAGES)
        assert all("Desk" in text and "{" not in text for text in texts.values())
