"""Who has opened a file: each download in the audit, the first of each person on the ticket, which is not touched."""

import pytest
from django.test import Client

from simcare.cards.models import Card
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry
from simcare.messaging.models import Attachment, Message
from simcare.support.actions import packs
from simcare.support.models import Entry, Pack, Ticket
from simcare.web import assets
from tests.security.people import colleague
from tests.support.factories import make_ticket
from tests.support.faulty_device import card, prove_the_device_faulty, ticket
from tests.support.test_packs import token

__all__ = ["card", "ticket"]

pytestmark = pytest.mark.django_db


def test_a_file_that_colleagues_open_is_told_once_for_each_and_audited_every_time(db: None) -> None:
    asked = make_ticket()
    message = Message.objects.get()
    file = Attachment.objects.create(
        message=message, name="trace.pcap", media_type="x/y", content=b"x", size_bytes=1, sha256="0" * 64
    )
    before = Ticket.objects.values().get()
    kim, ana = colleague("kim"), colleague("ana")
    for person in (kim, kim, ana):
        client = Client()
        client.force_login(person)
        assert client.get(f"/attachments/{file.id}/").content == b"x"
    opened = AuditEntry.objects.filter(action="attachment.opened", subject=asked.key)
    assert [entry.by for entry in opened.order_by("id")] == ["kim@simcare.example"] * 2 + ["ana@simcare.example"]
    lines = Entry.objects.filter(ticket=asked, text="file_opened").order_by("id")
    assert [(line.by, line.data["name"]) for line in lines] == [
        ("kim@simcare.example", "trace.pcap"),
        ("ana@simcare.example", "trace.pcap"),
    ]
    assert Ticket.objects.values().get() == before
    page = client.get(f"/tickets/{asked.id}/").content.decode()
    assert "Opened a file: trace.pcap" in page


def test_a_supplier_who_downloads_the_evidence_is_told_on_the_ticket(card: Card, ticket: Ticket) -> None:
    assets.install_for_tests()
    prove_the_device_faulty(card)
    packs.hand_over(ticket_id=ticket.id, card_id=card.id, key="k1", by="li", at=clock.now())
    for _ in range(2):
        assert Client().get(f"/evidence/{token()}/pack.pdf").status_code == 200
    line = Entry.objects.get(ticket=ticket, text="pack_taken")
    assert (line.by, line.data["supplier"]) == ("supplier:rma@tracker.example", "Tracker Works")
    assert AuditEntry.objects.filter(action="pack.taken", subject=f"pack:{Pack.objects.get().id}").count() == 2
