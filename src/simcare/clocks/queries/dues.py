"""Due times and business time without a database: the rules, re-offered to doors and to the floors above."""

from simcare.clocks.rules.counting import days_after, days_before, elapsed, time_after, time_before
from simcare.clocks.rules.dues import counted, due, due_at
from simcare.clocks.rules.opening import is_open
from simcare.clocks.rules.reading import read_calendar, read_promise

__all__ = [
    "counted",
    "days_after",
    "days_before",
    "due",
    "due_at",
    "elapsed",
    "is_open",
    "read_calendar",
    "read_promise",
    "time_after",
    "time_before",
]
