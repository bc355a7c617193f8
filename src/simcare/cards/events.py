"""What cards tell the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CardStateChanged(Event):
    """A card came into another state, as reported or as asked for."""

    card_id: int
    state: str
    stopped_by: str


@dataclass(frozen=True, kw_only=True)
class CardsImported(Event):
    """A file of cards has come into stock."""

    import_id: int
    card_count: int


@dataclass(frozen=True, kw_only=True)
class CardsEdited(Event):
    """Many cards were changed alike."""

    edit_id: int
    changed_count: int
