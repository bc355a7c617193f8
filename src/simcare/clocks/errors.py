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

    def __init__(self, field: str, words: str, **values: object) -> None:
        super().__init__(words, **values)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}"


class NeverReached(ClocksError):
    """The calendar never opens long enough for the target."""

    code = "never_reached"
    status = 422

    def __init__(self, from_at: datetime, years: int) -> None:
        super().__init__(years=years, day=from_at.date())

    def __str__(self) -> str:
        return "calendar: opens too little to reach the target within {years} years of {day}".format_map(self.values)


class FirstNeverWaits(ClocksError):
    """A first response is never paused: waiting for the customer stops only the next and resolution clocks."""

    code = "first_never_waits"
    status = 409
