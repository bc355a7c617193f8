"""The audit shows every attempt to change what was written."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from simcare.kernel import audit
from simcare.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _record_some() -> None:
    for number in range(5):
        audit.record("lamp.lit", by="user:1", at=AT, subject=f"lamp:{number}", after={"watt": number})
    audit.record("lamp.lit", by="user:1", at=AT, subject="lamp:9", account_id=7)


def test_a_whole_chain_has_no_broken_link() -> None:
    _record_some()
    assert list(audit.broken_links()) == []
    assert AuditEntry.objects.filter(chain="account:7").get().position == 0


def test_entries_can_be_neither_changed_nor_removed() -> None:
    _record_some()
    with pytest.raises(Exception, match="append-only"):
        AuditEntry.objects.filter(subject="lamp:2").delete()


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE kernel_auditentry SET \"by\" = 'user:2' WHERE subject = 'lamp:2'", "lamp:2"),
        ("DELETE FROM kernel_auditentry WHERE subject = 'lamp:2'", "lamp:3"),
        ("UPDATE kernel_auditentry SET after = '{\"watt\": 60}' WHERE subject = 'lamp:4'", "lamp:4"),
    ],
    ids=["another actor", "a missing entry", "another value"],
)
def test_tampering_past_the_trigger_is_found(tampering: str, broken: str) -> None:
    _record_some()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER append_only")
        cursor.execute(tampering)
    assert [entry.subject for entry in audit.broken_links()] == [broken]
