"""HTML bodies of messages, as they may be shown."""

from simcare.messaging.rules.sanitising import Pictures, clean, shown

__all__ = ["Pictures", "clean", "shown"]
