"""A mailbox that signs in by XOAUTH2 is set up on its page; what it signs in with lies sealed."""

import pytest

from simcare.accounts.values import StaffRole
from simcare.kernel import secrets
from simcare.messaging.models import Mailbox
from tests.security.people import browser, colleague

pytestmark = pytest.mark.django_db
TOLD = {"name": "Support", "host": "imap.gmail.com", "user": "info@simcare.example", "password": "canary-refresh",
        "token_url": "https://oauth2.googleapis.com/token", "client_id": "desk", "client_secret": "canary-client"}  # fmt: skip


def test_a_mailbox_of_a_provider_without_passwords_is_set_up_on_its_page() -> None:
    admin = browser(colleague("Ada", StaffRole.ADMIN))
    assert 'name="token_url"' in admin.get("/mail/").content.decode()
    admin.post("/mail/add/", TOLD, headers={"Referer": "/mail/"})
    mailbox = Mailbox.objects.get()
    assert (mailbox.token_url, mailbox.client_id) == (TOLD["token_url"], "desk")
    assert [secrets.unseal(each) for each in (mailbox.secret, mailbox.client_secret)] == [
        "canary-refresh",
        "canary-client",
    ]
    assert "canary" not in str(Mailbox.objects.values().get())


def test_a_token_address_without_https_is_refused_in_words() -> None:
    admin = browser(colleague("Ada", StaffRole.ADMIN))
    answer = admin.post(
        "/mail/add/", TOLD | {"token_url": "http://login.example/"}, headers={"Referer": "/mail/"}, follow=True
    )
    assert "XOAUTH2 needs the address where tokens are given" in answer.content.decode()
    assert not Mailbox.objects.exists()
