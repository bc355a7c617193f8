"""What is refused of evidence packs, and of the answers of suppliers to them (I.2)."""

from simcare.support.errors import SupportError


class NoSupplier(SupportError):
    """This card's equipment has no supplier with an e-mail address."""

    code = "no_supplier"


class NoVerdict(SupportError):
    """The card must be examined before its evidence is handed over."""

    code = "no_verdict"


class NoSuchPack(SupportError):
    """This link leads to nothing."""

    code = "no_such_pack"
    status = 404


class PackExpired(SupportError):
    """This link has expired; ask for a new one."""

    code = "pack_expired"
    status = 410


class TooManyPackAnswers(SupportError):
    """Too many answers in one hour; please try again later."""

    code = "too_many_answers"
    status = 429


class EmptyAnswer(SupportError):
    """An answer needs a name and a decision."""

    code = "empty_answer"
