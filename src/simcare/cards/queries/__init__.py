"""What others may ask about cards."""

from simcare.cards.rules.mentions import iccids_in

__all__ = ["iccids_in"]
