"""Adapters to the operators' platforms, one folder each, all of one shape: client, reading, commands.

A connector turns a platform's answers into `Evidence` and commands into `Receipt`s. It keeps no state, knows nothing
of the database, and calls out only through `kernel.outbound`.
"""

from collections.abc import Mapping

from simcare.kernel.outbound import Busy, NotReached, Outbound, configured
from simcare.operators.connectors.eiotclub import EiotclubConnector
from simcare.operators.connectors.emnify import EmnifyConnector
from simcare.operators.connectors.hologram import HologramConnector
from simcare.operators.connectors.one_nce import OneNceConnector
from simcare.operators.connectors.protocol import MAX_ANSWER_BYTES, Connector
from simcare.operators.connectors.soracom import SoracomConnector
from simcare.operators.connectors.telnyx import TelnyxConnector
from simcare.operators.connectors.twilio import TwilioConnector
from simcare.operators.errors import UnknownPlatform
from simcare.operators.values.platforms import Clock, Gate

NOTHING_DONE = (NotReached, Busy)
"""Errors after which it is certain that the platform did nothing."""

CONNECTORS: dict[str, type[Connector]] = {
    EiotclubConnector.kind: EiotclubConnector,
    EmnifyConnector.kind: EmnifyConnector,
    HologramConnector.kind: HologramConnector,
    OneNceConnector.kind: OneNceConnector,
    SoracomConnector.kind: SoracomConnector,
    TelnyxConnector.kind: TelnyxConnector,
    TwilioConnector.kind: TwilioConnector,
}


def connector_class(kind: str) -> type[Connector]:
    """The connector of that name."""
    if kind not in CONNECTORS:
        raise UnknownPlatform(f"there is no connector {kind}; there are {', '.join(sorted(CONNECTORS))}")
    return CONNECTORS[kind]


def connect(
    kind: str,
    *,
    base_url: str,
    credentials: Mapping[str, str],
    gate: Gate,
    now: Clock,
    outbound: Outbound | None = None,
) -> Connector:
    """A connector ready for use. `credentials` holds the names that `connector_class(kind).credential_names` lists.

    Without a client of the caller's it calls what the installation's settings allow.
    """
    return connector_class(kind)(
        base_url=base_url,
        credentials=credentials,
        outbound=outbound or configured(max_body_bytes=MAX_ANSWER_BYTES),
        gate=gate,
        now=now,
    )


def is_busy(error: Exception) -> bool:
    """Whether the platform answered that it wants fewer calls."""
    return isinstance(error, Busy)


def wait_asked_for(error: Exception) -> int | None:
    """The seconds that the platform asks us to wait, where it said so."""
    return error.retry_after_seconds if isinstance(error, Busy) else None
