"""Every write to the operators' world, by concept: platforms, calls, evidence, orders, commands, work by hand."""

from simcare.operators.actions.by_hand import report_done, settle_by_hand
from simcare.operators.actions.commands import advance
from simcare.operators.actions.evidence import ask_networks, ping, record, refresh, refresh_many, refresh_stale
from simcare.operators.actions.orders import order_command
from simcare.operators.actions.platforms import add_platform, reseal_credentials

__all__ = [
    "add_platform",
    "advance",
    "ask_networks",
    "order_command",
    "ping",
    "record",
    "refresh",
    "refresh_many",
    "refresh_stale",
    "report_done",
    "reseal_credentials",
    "settle_by_hand",
]
