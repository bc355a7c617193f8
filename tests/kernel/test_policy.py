"""Policies are dated: what began under a version can always find it again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel import policy
from simcare.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_change_ends_the_version_before_and_keeps_it() -> None:
    policy.change("lamp.watt", values={"watt": 40}, source="I.1", by="user:1", at=AT)
    policy.change(
        "lamp.watt", values={"watt": 60}, source="assumption: brighter", by="user:1", at=AT + timedelta(days=1)
    )
    before, after = policy.terms("lamp.watt", AT), policy.terms("lamp.watt", AT + timedelta(days=1))
    assert (before.version, before.values) == (1, {"watt": 40})
    assert (after.version, after.values) == (2, {"watt": 60})
    assert AuditEntry.objects.filter(action="policy.changed").count() == 2


def test_a_policy_that_is_not_in_force_is_named() -> None:
    with pytest.raises(policy.NoSuchPolicy, match=r"lamp\.watt"):
        policy.terms("lamp.watt", AT)


def test_a_batch_reads_all_versions_once_and_finds_the_one_in_force(django_assert_num_queries: Any) -> None:
    change = AT + timedelta(days=1)
    policy.change("lamp.watt", values={"watt": 40}, source="I.1", by="user:1", at=AT)
    policy.change("lamp.watt", values={"watt": 60}, source="I.1", by="user:1", at=change)
    with django_assert_num_queries(1):
        known = policy.editions(["lamp.watt", "lamp.watt"])
        told = [known.terms("lamp.watt", at).version for at in (AT, change - timedelta(seconds=1), change)]
    assert told == [1, 1, 2]
    with pytest.raises(policy.NoSuchPolicy):
        known.terms("lamp.watt", AT - timedelta(seconds=1))
