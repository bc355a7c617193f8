"""The tables of messaging: mails and threads, mailboxes, how letters look, addresses that nothing reaches."""

from simcare.messaging.models.letters import AgentSignature, LetterTemplate, SupportAddress
from simcare.messaging.models.mailboxes import Mailbox
from simcare.messaging.models.mails import Attachment, Message, RawMail, Sending, Thread
from simcare.messaging.models.suppressions import Suppression

__all__ = [
    "AgentSignature",
    "Attachment",
    "LetterTemplate",
    "Mailbox",
    "Message",
    "RawMail",
    "Sending",
    "SupportAddress",
    "Suppression",
    "Thread",
]
