"""Refusals of the portal."""

from simcare.kernel.errors import SimcareError


class AskedNothing(SimcareError):
    """Say in a few words what it is about, then what happens."""

    code = "asked_nothing"
    status = 422


class NamedMany(SimcareError):
    """One request names 100 cards at most."""

    code = "named_many"
    status = 422


class WroteOften(SimcareError):
    """Very many messages were written within the hour. Wait a little, then send it again."""

    code = "wrote_often"
    status = 429


class CheckedOften(SimcareError):
    """Very many cards were checked within the hour. Wait a little; the results so far stand at the cards."""

    code = "checked_often"
    status = 429
