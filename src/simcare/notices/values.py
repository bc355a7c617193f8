"""Which cards a notice covers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """All that is named must fit: the platform, one of the networks, one of the ranges. An empty part fits any card."""

    platform: str = ""
    networks: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
