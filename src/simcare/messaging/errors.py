"""Refusals of the messaging module."""

from typing import ClassVar

from simcare.kernel.errors import Permanent, SimcareError, Temporary


class MessagingError(SimcareError):
    """The message could not be handled."""

    code = "messaging"


class Unparseable(MessagingError):
    """This mail could not be read. It is kept as received and can be read again later."""

    code = "unparseable"
    status = 422
    reason: ClassVar[str] = "unparseable"
    final: ClassVar[bool] = False  # whether reading it again, with more patience, can't help


class TooLarge(Unparseable):
    """This mail is larger than we read. It is kept as received."""

    code = "mail_too_large"
    reason = "too_large"
    final = True


class TooComplex(Unparseable):
    """This mail has more headers, addresses or parts than we read. It is kept as received."""

    code = "mail_too_complex"
    reason = "too_complex"
    final = True


class NoSuchMail(MessagingError):
    """There is no such mail."""

    code = "no_such_mail"
    status = 404


class AlreadyLeft(MessagingError):
    """It is on its way already and can't be taken back. Write to the customer what you would have changed."""

    code = "already_left"
    status = 409


class NotWritten(MessagingError):
    """This message is not sent."""

    code = "not_written"
    status = 409


class AddressSuppressed(NotWritten):
    """Our mail to this address came back; nothing is sent there until somebody lifts it."""

    code = "address_suppressed"


class SendingLimitReached(NotWritten):
    """As many mails as may be sent within an hour have been sent."""

    code = "sending_limit"
    status = 429


class NoSuchSuppression(MessagingError):
    """This address is not suppressed."""

    code = "no_such_suppression"
    status = 404


class TooManyAnswers(NotWritten):
    """The desk has written as many automatic answers as it may for now."""

    code = "too_many_answers"
    status = 429


class NoSuchMailbox(MessagingError):
    """There is no such mailbox."""

    code = "no_such_mailbox"
    status = 404


class MailboxExists(MessagingError):
    """There is a mailbox of that name already."""

    code = "mailbox_exists"
    status = 409


class MailboxIncomplete(MessagingError):
    """The mailbox can't be reached with what was given."""

    code = "mailbox_incomplete"
    status = 422


class AddressIncomplete(MessagingError):
    """This is no address that letters can leave from."""

    code = "address_incomplete"
    status = 422


class NoPicture(MessagingError):
    """This is no picture that can be shown; it may be downloaded as a file."""

    code = "no_picture"
    status = 404


class TrustUnclear(MessagingError):
    """It is not clear whom to believe."""

    code = "trust_unclear"
    status = 422


class MailboxRefused(Permanent):
    """This mailbox can't be opened until somebody mends it."""

    code = "mailbox_refused"
    mend: ClassVar[str] = "simcare mailboxes check"


class SignInRefused(MailboxRefused):
    """The provider does not accept how we sign in to this mailbox."""

    code = "mailbox_sign_in"
    mend = "give it the new password, or refresh token: simcare mailboxes password NUMBER"


class NoSuchFolder(MailboxRefused):
    """The mailbox has no such folder."""

    code = "mailbox_folder"
    mend = "make that folder at the provider, or add the mailbox anew with another one"


class ServerMisset(MailboxRefused):
    """The mailbox can't be reached as it is set up."""

    code = "mailbox_server"
    mend = "switch it off and add it anew with the server's right name, port and encryption"


class ServerNotTrusted(MailboxRefused):
    """Nobody vouches for the server."""

    code = "mailbox_certificate"
    mend = "tell the provider; where the server is your own, let SSL_CERT_FILE name its authority"


class BrokenOff(Temporary):
    """A provider broke the connection off over its mails; the next try goes around what it broke over."""

    code = "mailbox_broken_off"
