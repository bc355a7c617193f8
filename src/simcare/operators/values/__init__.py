"""The words in which platforms, records and readings speak about a card: facts, and the vocabulary of fields."""

from simcare.operators.values.evidence import Evidence, MalformedEvidence, moment_text, read_moment
from simcare.operators.values.fields import FIELDS, FRESH_FOR_MINUTES, Field, Kind

__all__ = [
    "FIELDS",
    "FRESH_FOR_MINUTES",
    "Evidence",
    "Field",
    "Kind",
    "MalformedEvidence",
    "moment_text",
    "read_moment",
]
