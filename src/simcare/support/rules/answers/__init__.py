"""Answers to customers, composed from verdicts in the customer's own language.

Owns who is told what (design §2): a forwarder gets the verdict and a text to pass on, an end user their own card,
a stranger or a prospect nothing about any card. The words lie beside this package in `words/<language>.toml`.
Pure: the caller brings verdicts, people and times; the catalogues are read once from the package itself.
"""

from simcare.support.rules.answers.catalogue import LANGUAGES, language_for
from simcare.support.rules.answers.codes import CODES, FindingClass
from simcare.support.rules.answers.letter import compose
from simcare.support.rules.answers.matter import (
    READINGS,
    Answer,
    Audience,
    CardVerdict,
    Desk,
    Done,
    EvidenceLine,
    Finding,
    People,
    Severity,
)
from simcare.support.rules.answers.sending import (
    AutoSendTerms,
    Decision,
    Sender,
    auto_send_allowed,
    class_of,
    keep_quiet,
)
from simcare.support.rules.answers.sheet import verdict_sheet

__all__ = [
    "CODES",
    "LANGUAGES",
    "READINGS",
    "Answer",
    "Audience",
    "AutoSendTerms",
    "CardVerdict",
    "Decision",
    "Desk",
    "Done",
    "EvidenceLine",
    "Finding",
    "FindingClass",
    "People",
    "Sender",
    "Severity",
    "auto_send_allowed",
    "class_of",
    "compose",
    "keep_quiet",
    "language_for",
    "verdict_sheet",
]
