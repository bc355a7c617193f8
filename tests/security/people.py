"""Colleagues and their browsers, for the tests of the way in."""

from django.conf import settings
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock, outbox
from simcare.kernel.tenancy import acting_as_provider

PASSWORD = "correct horse battery"
LOGIN = "/sign-in/login/"


def colleague(name: str, role: StaffRole = StaffRole.AGENT) -> User:
    """A person of the provider, whose address is made of the name."""
    email = f"{name.lower()}@simcare.example"
    with acting_as_provider():
        return add_staff(email=email, name=name, role=role, password=PASSWORD, by="test", at=clock.now())


def browser(user: User) -> Client:
    """A browser in which the person is signed in by password, as anybody is."""
    client = Client()
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def deliver() -> None:
    """What reacts to events, reacts."""
    with acting_as_provider():
        while outbox.deliver("quick") + outbox.deliver("later"):
            pass


def session_id(client: Client) -> str:
    """The id in the browser's cookie."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value
