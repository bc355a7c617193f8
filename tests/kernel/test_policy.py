"""Policies are dated: what began under a version can always find it again."""

from datetime import UTC, datetime, timedelta

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
