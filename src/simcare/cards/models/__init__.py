"""Cards and their fleet: cards with names, states and assignments; imports, edits and exports of many at once."""

from simcare.cards.models.cards import (
    Batch,
    Card,
    CardAssignment,
    CardContact,
    CardName,
    CardStateChange,
    Equipment,
    Product,
    Supplier,
)
from simcare.cards.models.edits import CardChange, CardEdit, EditRefusal
from simcare.cards.models.exports import CardExport
from simcare.cards.models.imports import CardImport, ImportRow, SavedMapping
from simcare.cards.models.parts import HasPart

__all__ = [
    "Batch",
    "Card",
    "CardAssignment",
    "CardChange",
    "CardContact",
    "CardEdit",
    "CardExport",
    "CardImport",
    "CardName",
    "CardStateChange",
    "EditRefusal",
    "Equipment",
    "HasPart",
    "ImportRow",
    "Product",
    "SavedMapping",
    "Supplier",
]
