"""Kinds of notifications, the ways they go, and which ways are open when nobody has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What happened that concerns a colleague."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    CONTINUED = "continued"
    PROMISE_NEAR = "promise_near"
    PROMISE_BROKEN = "promise_broken"
    QUARANTINED = "quarantined"
    INCIDENT = "incident"


class Way(StrEnum):
    """How a notification reaches its person. In the page it stands in any case."""

    MAIL = "mail"
    PUSH = "push"


DEFAULTS: Final[dict[Kind, frozenset[Way]]] = {
    Kind.ASSIGNED: frozenset({Way.MAIL, Way.PUSH}),
    Kind.MENTIONED: frozenset({Way.MAIL, Way.PUSH}),
    Kind.CONTINUED: frozenset({Way.MAIL}),
    Kind.PROMISE_NEAR: frozenset({Way.PUSH}),
    Kind.PROMISE_BROKEN: frozenset({Way.MAIL, Way.PUSH}),
    Kind.QUARANTINED: frozenset({Way.MAIL}),
    Kind.INCIDENT: frozenset({Way.MAIL, Way.PUSH}),
}


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A browser that takes pushes: its endpoint, and the two keys that it made for us (RFC 8291)."""

    endpoint: str
    public_key: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class News:
    """Something about a card that its account is to know: `kind` of an alert, or `anomaly`; `key` names the event."""

    account_id: int | None
    kind: str
    iccid: str
    numbers: Mapping[str, int | str | None]
    key: str
