"""Every write to the operators' world, by concept: platforms, calls, evidence, commands."""

from simcare.operators.actions.commands import advance, order_command, settle_by_hand
from simcare.operators.actions.evidence import ping, record, refresh
from simcare.operators.actions.platforms import add_platform, reseal_credentials

__all__ = [
    "add_platform",
    "advance",
    "order_command",
    "ping",
    "record",
    "refresh",
    "reseal_credentials",
    "settle_by_hand",
]
