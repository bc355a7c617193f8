"""Refusals of the portal."""

from simcare.kernel.errors import SimcareError


class CheckedOften(SimcareError):
    """Very many cards were checked within the hour. Wait a little; the results so far stand at the cards."""

    code = "checked_often"
    status = 429
