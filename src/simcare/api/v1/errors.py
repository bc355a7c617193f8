"""Refusals of the API itself."""

from simcare.kernel.errors import SimcareError


class NoSuchJob(SimcareError):
    """There is no such job."""

    code = "no_such_job"
    status = 404


class NoSuchJobCards(SimcareError):
    """Name the cards, or say which ones match: one of both."""

    code = "no_such_cards"
    status = 422


class TooLongSpan(SimcareError):
    """This time can't be told at once: it begins before it ends, from 2000 on, and has at most 1,000 points."""

    code = "too_long_span"
    status = 422
