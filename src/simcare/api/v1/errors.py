"""Refusals of the API itself."""

from simcare.kernel.errors import SimcareError


class TooLongSpan(SimcareError):
    """This time can't be told at once: it begins before it ends, from 2000 on, and has at most 1,000 points."""

    code = "too_long_span"
    status = 422
