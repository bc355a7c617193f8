"""No page shows a person a code of the house: `ticket:1040`, `breach_causes` or `first_response.email`."""

import re
from html.parser import HTMLParser
from typing import Final

import pytest
from django.test import Client, override_settings

from tests.web import preview

CODE: Final = re.compile(r"(?<![\w./@:-])(?:[a-z]+(?:_[a-z0-9]+)+|[a-z_]{3,}:\d+)(?![\w@/-])")
"""Words tied by underscores, and a word with the number of its row; not the port of a host, nor a part of an address."""
MACHINES: Final = {"script", "style", "svg", "code", "kbd", "textarea"}
"""Where a machine's own words may stand: an operator of the search, an answer of a modem, a place in a text."""
SAID: Final = ("aria-label", "title", "placeholder", "data-head", "alt")


class Reader(HTMLParser):
    """What a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.texts = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in MACHINES
        self.texts += [text for name, text in attrs if name in SAID and text]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in MACHINES

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.texts.append(data)


def codes_in(page: str) -> set[str]:
    """The codes that a person would see."""
    reader = Reader()
    reader.feed(page)
    return {code for text in reader.texts for code in CODE.findall(text)}


@override_settings(ROOT_URLCONF="tests.web.preview")
def test_no_page_shows_a_code() -> None:
    client = Client()
    client.cookies["django_language"] = "de"
    shown = {address: codes_in(client.get(address).content.decode()) for address in preview.addresses()}
    assert len(shown) > 100
    assert {address: codes for address, codes in shown.items() if codes} == {}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<b>ticket:1040</b> <i>breach_causes</i>", {"ticket:1040", "breach_causes"}),
        ('<td data-head="first_seen">imap.provider.example:993 · jo_b@x.example</td>', {"first_seen"}),
        ("<code>card:6911</code> 2026-11-30 10:00, a_href=/x_y/", {"a_href"}),
    ],
)
def test_codes_are_told_from_addresses_and_operators(page: str, found: set[str]) -> None:
    assert codes_in(page) == found
