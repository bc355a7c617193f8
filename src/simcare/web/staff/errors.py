"""Refusals of the pages themselves: what a form sent can't be read."""

from simcare.kernel.errors import SimcareError


class NotATime(SimcareError):
    """This is not a day and time."""

    code = "not_a_time"
