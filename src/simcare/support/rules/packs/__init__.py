"""The evidence pack as plain values: what it holds, and its words in eight languages."""

from simcare.support.rules.packs.contents import Contents, Event, StepLine
from simcare.support.rules.packs.letters import letter, pdf_values, words_of

__all__ = ["Contents", "Event", "StepLine", "letter", "pdf_values", "words_of"]
