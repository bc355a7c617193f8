"""S30: neither the opening of a ticket nor the reading of it makes a connection to anywhere."""

import socket

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.messaging.models import Message
from tests.support.factories import AT, make_ticket

pytestmark = pytest.mark.django_db

HTML = '<img src="https://evil.example/pixel.png"><link rel="stylesheet" href="https://evil.example/a.css">'


def test_s30_opening_a_ticket_makes_no_request(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = add_staff(email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=AT)
    client.force_login(user)
    asked: list[object] = []

    def note(*told: object, **_named: object) -> None:
        asked.append(told[1:] or told)
        raise OSError("no connection goes out from here")

    monkeypatch.setattr(socket.socket, "connect", note)
    monkeypatch.setattr(socket.socket, "connect_ex", note)
    monkeypatch.setattr(socket, "getaddrinfo", note)
    ticket = make_ticket(text="see https://evil.example/a and http://169.254.169.254/latest/meta-data/")
    message = Message.objects.get()
    Message.objects.filter(id=message.id).update(html=HTML)
    pages = ["/", f"/tickets/{ticket.id}/", f"/messages/{message.id}/html/", "/search/?q=evil"]
    assert [client.get(path).status_code for path in pages] == [200] * len(pages)
    assert asked == []
