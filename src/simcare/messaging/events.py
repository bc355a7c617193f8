"""What messaging tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A mail has become a message. `opens` says whether it began a new thread."""

    message_id: int
    thread_id: int
    opens: bool


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """The correspondent's server has accepted a message of ours."""

    message_id: int
    thread_id: int
    automatic: bool


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    """A message of ours was refused for good, or came back."""

    message_id: int
    thread_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class MailQuarantined(Event):
    """A mail could not be read; it is kept and can be replayed."""

    raw_id: int
    reason: str
