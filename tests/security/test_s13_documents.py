"""What others sent is text in documents and on the supplier's page, too (security.md S13)."""

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from simcare.cards.models import Card
from simcare.kernel.documents import make_pdf
from simcare.support.models import Ticket
from simcare.support.queries import packs
from simcare.support.rules.packs import pdf_values
from simcare.web import assets
from tests.security.people import browser, colleague
from tests.security.test_s13_s19_what_others_sent import CORPUS, OURS, harm_in
from tests.support.faulty_device import AT, card, prove_the_device_faulty, ticket
from tests.support.test_packs import link

__all__ = ["card", "link", "ticket"]
pytestmark = pytest.mark.django_db
TYPESETTING: Final = (
    '#link("https://evil.example")[click]',
    '#read("/etc/passwd")',
    '#eval("1 + 1")',
    "] #panic() [",
    '#import "@preview/evil:0.1.0": *',
    "$ integral $ *bold* `code` <label> @label // gone",
)
"""What would do something if a text were read as the template's own language."""

ACTS: Final = {"/AA", "/EmbeddedFiles", "/JS", "/JavaScript", "/Launch", "/OpenAction", "/RichMedia", "/SubmitForm"} | {
    "/GoToR",
    "/ImportData",
    "/URI",
}
"""Keys of a PDF's dictionaries, or kinds of its actions, that do something when it is opened or clicked."""
EVALUATING = Path(__file__).parent / "evaluating.typ"


def acting(content: bytes) -> set[str]:
    """What of a PDF would do something."""
    reader = PdfReader(BytesIO(content))
    found = set()
    for number in range(1, int(str(reader.trailer["/Size"]))):
        for key, value in _pairs(reader.get_object(number)):
            found |= {key, str(value) if key == "/S" else ""} & ACTS
    return found


def _pairs(thing: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, of what stands directly in an object."""
    if isinstance(thing, DictionaryObject):
        for key, value in thing.raw_items() if hasattr(thing, "raw_items") else thing.items():
            yield str(key), value
            yield from _pairs(value)
    elif isinstance(thing, ArrayObject):
        for each in thing:
            yield from _pairs(each)


def poisoned(value: Any, attacks: Iterator[str]) -> Any:  # JSON of any shape
    """The same shape, every text of it an attack; dates stay dates, for the template reads them."""
    if isinstance(value, dict):
        return {name: each if name == "words" else poisoned(each, attacks) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [poisoned(each, attacks) for each in value]
    return next(attacks) if isinstance(value, str) and value else value


@pytest.mark.broken_by(("simcare.support.queries.packs.TEMPLATE", EVALUATING))
def test_s13_xss_corpus_dies_in_documents(card: Card) -> None:
    assets.install_for_tests()
    prove_the_device_faulty(card)
    values = pdf_values(packs.contents_for(card_id=card.id)[0], language="en", number="E-1", at=AT)
    hostile = poisoned(json.loads(json.dumps(values)), cycle([*TYPESETTING, *CORPUS]))
    content = make_pdf(packs.TEMPLATE, hostile, language="en", at=AT)
    assert acting(content) == set()
    told = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    for attack in TYPESETTING:
        assert "".join(attack.split()) in told, "shown letter by letter, so nothing was made of it"


@pytest.mark.broken_by(("django.template.base.conditional_escape", str), ("simcare.web.quick_nodes.escape", str))
def test_s13_xss_corpus_dies_on_the_suppliers_page_and_in_his_answer(link: str, ticket: Ticket) -> None:
    desk = browser(colleague("Mira"))
    for attack in CORPUS[:5]:
        said = {"name": attack, "decision": "accepts", "reference": attack, "text": attack}
        assert Client().post(link, said).status_code == 302
    for page in (Client().get(link), desk.get(f"/tickets/{ticket.id}/"), desk.get("/audit/"), desk.get("/")):
        assert harm_in(page.content.decode(), own=OURS) == []
        assert "alert(1)</script>" not in page.content.decode()
    refused = Client().post(link, {"name": " ", "decision": "refuses", "text": CORPUS[0]})
    assert (refused.status_code, harm_in(refused.content.decode(), own=OURS)) == (422, [])
