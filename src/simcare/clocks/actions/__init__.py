"""Every write to clocks, by concept: promises, agreements of accounts, rotas."""

from simcare.clocks.actions.agreements import agree
from simcare.clocks.actions.promises import (
    answer,
    copy_running,
    count_anew,
    give,
    pause,
    prepared,
    reopen,
    restore,
    resume,
    start,
    start_all,
    take_back,
    tell_what_is_due,
    tell_whom_to_call,
    withdraw,
)
from simcare.clocks.actions.rotas import add_rota, add_turn, remove_swap, remove_turn, swap
from simcare.clocks.queries.promises import is_running

__all__ = [
    "add_rota",
    "add_turn",
    "agree",
    "answer",
    "copy_running",
    "count_anew",
    "give",
    "is_running",
    "pause",
    "prepared",
    "remove_swap",
    "remove_turn",
    "reopen",
    "restore",
    "resume",
    "start",
    "start_all",
    "swap",
    "take_back",
    "tell_what_is_due",
    "tell_whom_to_call",
    "withdraw",
]
