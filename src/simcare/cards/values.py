"""The one list of card states, and who may have stopped a card (operator-platforms.md section 4)."""

from enum import StrEnum


class CardState(StrEnum):
    """What a card may do on the network, in our words, whatever the platform calls it."""

    NOT_ACTIVATED = "not_activated"
    READY = "ready"
    ACTIVE = "active"
    STANDBY = "standby"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CHANGING = "changing"
    UNKNOWN = "unknown"


class StoppedBy(StrEnum):
    """Who stopped a suspended card."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATOR = "operator"
    LIMIT = "limit"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether the network hears the card."""

    ONLINE = "online"
    ATTACHED = "attached"
    OFFLINE = "offline"
    UNKNOWN = "unknown"
