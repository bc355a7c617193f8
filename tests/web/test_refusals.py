"""Refusals on screens: every one that a person can cause is said in the person's language, with what it names."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from simcare.accounts.actions import add_staff
from simcare.accounts.permissions import Deed, require
from simcare.accounts.values import StaffRole
from simcare.cards.errors import ColumnsMissing
from simcare.kernel import clock
from simcare.kernel.errors import SimcareError
from simcare.kernel.tenancy import acting_as_provider
from simcare.support.errors import BadView
from simcare.web import catalogues
from simcare.web.staff import refusals

ALWAYS_ALIKE = {"DraftElsewhere", "NeverReached"}
"""Refusals that are given facts for programs, and say the words of their class."""

DJANGO_SAYS_IT = {"refused.messages[0]"}
"""Words that are in the reader's language when the refusal is raised."""


@pytest.fixture(autouse=True)
def compiled() -> None:
    catalogues.compile_all()


def _raised() -> Iterator[tuple[str, ast.Call]]:
    """Every place that refuses with words of its own or with values, on the way to a screen."""
    names = catalogues.refusals()
    for path in catalogues.rooms():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and (getattr(name, "attr", None) or getattr(name, "id", None)) in names:
                yield f"{path.relative_to(catalogues.HOUSE)}:{node.lineno}", node


def _words(call: ast.Call) -> ast.expr | None:
    """The argument with the words: the first, and after the name of a field the second."""
    name = getattr(call.func, "id", "")
    ahead = 1 if name == "BadTerms" else 0
    if name in ALWAYS_ALIKE:
        return None
    return call.args[ahead] if len(call.args) > ahead else None


def test_refusals_that_reach_screens_have_literal_words_and_all_their_values() -> None:
    wrong, seen = [], 0
    for place, call in _raised():
        words, given = _words(call), {keyword.arg for keyword in call.keywords}
        if words is None or ast.unparse(words) in DJANGO_SAYS_IT:
            continue
        seen += 1
        is_literal = isinstance(words, ast.Constant) and isinstance(words.value, str)
        if not is_literal or set(re.findall(r"%\((\w+)\)s", ast.literal_eval(words))) - given:
            wrong.append(f"{place}: {ast.unparse(call)}")
    assert wrong == []
    assert seen > 90


def test_words_of_every_refusal_are_in_the_catalogue() -> None:
    extracted = {message.id for message in catalogues.extract_all()}
    assert {words for said in catalogues.refusals().values() for words in said} - extracted == set()
    assert {"BadView", "NotThere", "NoSuchPolicy", "TakenMeanwhile"} <= catalogues.refusals().keys()
    assert "A view needs a name of at most %(most)s characters." in extracted


@pytest.mark.parametrize("code", ["zh-hans", "es", "fr", "de", "pt", "ja", "ar"])
def test_a_refusal_is_said_in_each_language_with_its_values(code: str) -> None:
    refusal = BadView("A view needs a name of at most %(most)s characters.", most=60)
    with translation.override(code):
        said = refusals.said(refusal)
    assert "60" in said
    assert said != str(refusal) == "A view needs a name of at most 60 characters."


def test_codes_that_a_refusal_names_are_said_in_words() -> None:
    with pytest.raises(SimcareError) as caught:
        require("agent", Deed.MANAGE_MAIL)
    missing = ColumnsMissing("No column is chosen for: %(columns)s.", columns=["product", "platform"])
    day = SimcareError("The end must lie after the beginning. %(at)s", at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    with translation.override("de"):
        assert "Postfächer, Adressen und Briefe ändern" in refusals.said(caught.value)
        assert refusals.said(missing) == "Keine Spalte gewählt für: Produkt, Plattform."
        assert "01.03.2026 12:00" in refusals.said(day)
    assert str(missing) == "No column is chosen for: product, platform."


def test_every_deed_that_may_be_refused_has_words() -> None:
    assert set(Deed) == refusals.DEEDS.keys()


def test_foreign_text_with_percent_signs_breaks_no_refusal() -> None:
    assert str(SimcareError("the server said 100%s full %(odd)")) == "the server said 100%s full %(odd)"
    assert str(BadView("A view needs a name of at most %(most)s characters.", most="100%s")).endswith(
        "100%s characters."
    )
    assert refusals.in_words("", {}) == ""


@pytest.mark.django_db
def test_a_refused_page_and_deed_are_told_in_the_persons_language(client: Client) -> None:
    with acting_as_provider():
        told = {"email": "jo@simcare.example", "name": "Jo", "password": "a long one"}
        client.force_login(add_staff(role=StaffRole.AGENT, by="t", at=clock.now(), **told))
    client.cookies["django_language"] = "de"
    page = client.get("/tickets/987654/").content.decode()
    assert "Dieses Ticket gibt es nicht." in page
    assert "There is no such" not in page
    refused = client.post("/mail/trust/change/", follow=True).content.decode()
    assert "Ihre Rolle erlaubt das nicht: Postfächer, Adressen und Briefe ändern." in refused
