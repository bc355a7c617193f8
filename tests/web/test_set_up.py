"""The set-up pages over a real database: what a supervisor saves is what was there, and nothing that he did not touch is lost."""

import re
from html import unescape

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.support.actions.queues import arrange
from simcare.support.queries.queues import queues_at
from simcare.support.rules.queueing import Queue, Rule
from tests.support.factories import AT

pytestmark = pytest.mark.django_db
QUEUES = (
    Queue(
        slug="vip",
        name="VIP",
        rules=(
            Rule(account=("7", "12"), language=("de",), tag=("vip", "press")),
            Rule(address=("vip@*",)),
            Rule(category=("usage", "refund")),
        ),
    ),
    Queue(slug="rest", name="All the rest"),
)


@pytest.fixture
def supervisor(client: Client) -> Client:
    user = add_staff(
        email="sup@simcare.example", name="Sup", role=StaffRole.SUPERVISOR, password="a long one", by="t", at=AT
    )
    client.force_login(user)
    return client


def _form(page: str) -> dict[str, list[str]]:
    """What a browser would send for the set-up form: filled fields, ticked boxes, chosen options."""
    told: dict[str, list[str]] = {}
    form = page[page.index('class="setup-list"') :]
    for select, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        told.setdefault(select, []).append(chosen[1] if chosen else "")
    for tag in re.findall(r"<input[^>]*>", form[: form.index("</form>")]):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken" and ("checkbox" not in tag or " checked" in tag):
            told.setdefault(name[1], []).append(unescape(value[1]) if value else "on")
    return told


def _save(supervisor: Client, told: dict[str, list[str]]) -> tuple[Queue, ...]:
    assert supervisor.post("/desk/queues/save/", told).status_code == 302
    return queues_at(clock.now()).queues


def test_saving_the_page_as_it_stands_changes_nothing(supervisor: Client) -> None:
    arrange(queues=list(QUEUES), source="t", by="t", at=AT)
    told = _form(supervisor.get("/desk/queues/").content.decode())
    assert _save(supervisor, told) == QUEUES


def test_a_rule_is_added_and_one_is_taken_away(supervisor: Client) -> None:
    arrange(queues=list(QUEUES), source="t", by="t", at=AT)
    told = _form(supervisor.get("/desk/queues/").content.decode())
    told |= {"address-1-1": [""], "channel-1-new": ["chat, email"], "language-2-new": ["fr"]}
    first, second = _save(supervisor, told)
    assert first.rules == (*QUEUES[0].rules[::2], Rule(channel=("chat", "email")))
    assert second.rules == (Rule(language=("fr",)),)
