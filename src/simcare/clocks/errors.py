"""What clocks refuse, in words that name the field or the fact."""

from datetime import datetime

from simcare.kernel.errors import SimcareError


class ClocksError(SimcareError):
    """This can't be done with a clock."""

    code = "clocks"


class BadTerms(ClocksError):
    """A calendar, a target or an instant can't be read."""

    code = "bad_terms"
    status = 422

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}", field=field)
        self.field = field


class NeverReached(ClocksError):
    """The calendar never opens long enough for the target."""

    code = "never_reached"
    status = 422

    def __init__(self, from_at: datetime, years: int) -> None:
        super().__init__(f"calendar: opens too little to reach the target within {years} years of {from_at:%Y-%m-%d}")


class FirstNeverWaits(ClocksError):
    """A first response is never paused: waiting for the customer stops only the next and resolution clocks."""

    code = "first_never_waits"
    status = 409
