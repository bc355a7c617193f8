"""The table of who may do what is complete, and a role that is gone is powerless."""

import pytest

from simcare.accounts.errors import NotAllowed
from simcare.accounts.permissions import ALLOWED, Deed, may, require
from simcare.accounts.values import StaffRole


def test_every_deed_has_its_row() -> None:
    assert set(ALLOWED) == set(Deed)


@pytest.mark.parametrize(
    ("role", "deed", "allowed"),
    [
        (StaffRole.AGENT, Deed.ANSWER, True),
        (StaffRole.FINANCE, Deed.ANSWER, False),
        (StaffRole.AGENT, Deed.OPEN_RAW_MAIL, False),
        (StaffRole.SUPERVISOR, Deed.OPEN_RAW_MAIL, True),
        (StaffRole.DEALER_MANAGER, Deed.JUDGE, False),
        ("", Deed.ANSWER, False),
    ],
)
def test_who_may_do_what(role: str, deed: Deed, allowed: bool) -> None:
    assert may(role, deed) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            require(role, deed)
