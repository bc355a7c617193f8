"""What cards tell the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CardStateChanged(Event):
    """A card came into another state, as reported or as asked for."""

    card_id: int
    state: str
    stopped_by: str
