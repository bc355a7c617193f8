"""Refusals of the cards module."""

from simcare.kernel.errors import SimcareError


class CardsError(SimcareError):
    """Something is wrong with this card."""

    code = "card_error"


class IdentifierUnreadable(CardsError):
    """This is not a number that a card or device can have."""

    code = "identifier_unreadable"
    status = 422


class NoSuchCard(CardsError):
    """We know no such card."""

    code = "no_such_card"
    status = 404


class CardMoveRefused(CardsError):
    """A card can't go from its present state to the one that was asked for."""

    code = "card_move_refused"
    status = 409
