"""The audit stands on the page of each record: a page that shows one thing shows what was done to it, or leads there."""

import re

import pytest
from django.test import Client, override_settings

from simcare.accounts.actions import open_account
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.web.staff.urls import urlpatterns as staff_urls
from tests.security.people import browser, colleague
from tests.web import preview
from tests.web.test_look import NO_PAGE

RECORDS = {
    "account",
    "anomaly",
    "bulk",
    "card",
    "card_import",
    "edit",
    "incident",
    "job",
    "person",
    "ticket",
    "usage_file",
    "usage_upload",
}
ON_A_RECORD = {
    *("card_readings", "card_swap", "card_verdicts"),
    *(
        "hand_over",
        "keys",
        "macro_preview",
        "party",
        "remedy",
        "terms",
        "ticket_canned",
        "ticket_children",
        "ticket_merge",
        "ticket_split",
    ),
}
"""What is done to a record on a page of its own: it leads back to the record."""


def test_a_new_page_of_one_thing_says_which_it_is() -> None:
    pages = {
        each.name
        for each in staff_urls
        if getattr(each.callback, "kind", "") == "page" and "<" in str(each.pattern) and each.name not in NO_PAGE
    }
    assert pages == RECORDS | ON_A_RECORD


@pytest.mark.parametrize("name", sorted(RECORDS))
@override_settings(ROOT_URLCONF="tests.web.preview")
def test_the_page_of_a_record_leads_to_its_audit(name: str) -> None:
    (address,) = {preview._filled(f"/{each.pattern}") for each in preview.console if each.name == name}
    assert re.search(r'href="/audit/\?about=\w+(:|%3A)\w+"', Client().get(address).content.decode())


@pytest.mark.django_db
def test_an_account_shows_who_opened_it_and_when() -> None:
    with acting_as_provider():
        account = open_account(name="Nordsol", by="ana@simcare.example", at=clock.now())
    page = browser(colleague("Mira", StaffRole.SUPERVISOR)).get(f"/accounts/{account.id}/").content.decode()
    panel = page.partition('id="who-did-what"')[2].partition("</section>")[0]
    assert "Account opened" in panel
    assert "ana@simcare.example" in panel
