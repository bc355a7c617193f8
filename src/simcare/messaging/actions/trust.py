"""Whom the mail believes is changed here, as a new version of its policy."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network
from typing import Final

from simcare.kernel import policy
from simcare.messaging.errors import TrustUnclear
from simcare.messaging.policy import TRUST, MailTrust

LEAST_PREFIX: Final = {4: 8, 6: 32}
"""A wider network than this is nobody's relay."""


def change_trust(*, relays: Sequence[str], authserv_ids: Sequence[str], by: str, at: datetime) -> None:
    """Relays and receiving servers that count from now on. Raises TrustUnclear, naming what can't be read."""
    for relay in relays:
        try:
            network = ip_network(relay)
        except ValueError as unreadable:
            raise TrustUnclear("%(relay)s is no network, such as 192.0.2.0/28.", relay=relay) from unreadable
        if network.prefixlen < LEAST_PREFIX[network.version]:
            raise TrustUnclear("%(relay)s is too wide for a relay.", relay=relay)
    if wrong := [name for name in authserv_ids if not name.replace("-", "").replace(".", "").isalnum()]:
        raise TrustUnclear("%(name)s is no server's name.", name=wrong[0])
    values = MailTrust(tuple(relays), tuple(name.lower() for name in authserv_ids)).values()
    policy.change(TRUST, values=values, source=f"set in the console by {by}", by=by, at=at)
