"""Adapters to the operators' platforms, one folder each, all of one shape: client, reading, commands.

A connector turns a platform's answers into `Evidence` and commands into `Receipt`s. It keeps no state, knows nothing
of the database, and calls out only through `kernel.outbound`.
"""

from collections.abc import Mapping

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.eiotclub import EiotclubConnector
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.soracom import SoracomConnector
from simcare.operators.errors import UnknownPlatform
from simcare.operators.values.platforms import Clock, Gate

CONNECTORS: dict[str, type[Connector]] = {
    EiotclubConnector.kind: EiotclubConnector,
    SoracomConnector.kind: SoracomConnector,
}


def connector_class(kind: str) -> type[Connector]:
    """The connector of that name."""
    if kind not in CONNECTORS:
        raise UnknownPlatform(f"there is no connector {kind}; there are {', '.join(sorted(CONNECTORS))}")
    return CONNECTORS[kind]


def connect(
    kind: str, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
) -> Connector:
    """A connector ready for use. `credentials` holds the names that `connector_class(kind).credential_names` lists."""
    return connector_class(kind)(base_url=base_url, credentials=credentials, outbound=outbound, gate=gate, now=now)
