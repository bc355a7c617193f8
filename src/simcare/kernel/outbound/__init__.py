"""The one guarded HTTP client (security.md D17): whatever leaves this installation by HTTP leaves here.

Owns: which targets may be called, how long a call may take, how much of an answer is read, and what a
failure means for the caller (nothing was sent, or the outcome is unknown). No stored value can widen the
guard: loopback targets come from the installation's configuration alone.
"""

from simcare.kernel.outbound.client import Answer, Outbound
from simcare.kernel.outbound.configured import configured
from simcare.kernel.outbound.errors import (
    AnswerTooLarge,
    Busy,
    NotReached,
    OutcomeUnknown,
    Rejected,
    TargetRefused,
)

__all__ = [
    "Answer",
    "AnswerTooLarge",
    "Busy",
    "NotReached",
    "Outbound",
    "OutcomeUnknown",
    "Rejected",
    "TargetRefused",
    "configured",
]
