"""What may go wrong on a call, told by what the caller may do next. No error carries the answer's body."""

from simcare.kernel.errors import Permanent, Temporary


class TargetRefused(Permanent):
    """This address may not be called from here."""

    code = "target_refused"


class NotReached(Temporary):
    """The other side could not be reached; nothing was sent."""

    code = "not_reached"


class OutcomeUnknown(Temporary):
    """The request was sent, but no complete answer came back; ask for the state before trying again."""

    code = "outcome_unknown"


class AnswerTooLarge(OutcomeUnknown):
    """The answer is larger than what is read here."""

    code = "answer_too_large"


class Busy(Temporary):
    """The other side asks us to slow down; the request was not carried out."""

    code = "busy"

    def __init__(self, words: str = "", *, retry_after_seconds: int | None = None, **values: object) -> None:
        super().__init__(words, retry_after_seconds=retry_after_seconds, **values)
        self.retry_after_seconds = retry_after_seconds


class Rejected(Permanent):
    """The other side refused the request."""

    code = "rejected"
