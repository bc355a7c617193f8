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


class NoSuchImport(CardsError):
    """There is no such file of cards."""

    code = "no_such_import"
    status = 404


class ImportBusy(CardsError):
    """This import is at another step now. Look at its page again."""

    code = "import_busy"
    status = 409


class ColumnsMissing(CardsError):
    """Every card needs an ICCID, a product and a platform: choose a column for each, or say what holds for all rows."""

    code = "columns_missing"
    status = 422


class NothingToImport(CardsError):
    """Some rows are wrong. Mend the file, or take the good rows only."""

    code = "nothing_to_import"
    status = 422


class NoSuchEdit(CardsError):
    """There is no such edit of cards."""

    code = "no_such_edit"
    status = 404


class EditImpossible(CardsError):
    """These cards can't be changed like that."""

    code = "edit_impossible"
    status = 422


class NoSuchExport(CardsError):
    """There is no such file of cards."""

    code = "no_such_export"
    status = 404


class EquipmentUnreadable(CardsError):
    """This is no list of devices."""

    code = "equipment_unreadable"
    status = 422
