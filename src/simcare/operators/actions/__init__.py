"""Every write to the operators' world, by concept: platforms, evidence, single commands, jobs, work by hand."""

from simcare.operators.actions.by_hand import report_done, settle_by_hand
from simcare.operators.actions.commands import advance
from simcare.operators.actions.evidence import ask_networks, ping, record, refresh, refresh_many, refresh_stale
from simcare.operators.actions.jobs import approve_job, begin_job, refuse_job, retry_job, stop_job, undo_job
from simcare.operators.actions.orders import order_command
from simcare.operators.actions.platforms import add_platform, reseal_credentials

__all__ = [
    "add_platform",
    "advance",
    "approve_job",
    "ask_networks",
    "begin_job",
    "order_command",
    "ping",
    "record",
    "refresh",
    "refresh_many",
    "refresh_stale",
    "refuse_job",
    "report_done",
    "reseal_credentials",
    "retry_job",
    "settle_by_hand",
    "stop_job",
    "undo_job",
]
