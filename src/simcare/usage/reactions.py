"""What usage does when something happens."""

from simcare.cards.events import CardsImported
from simcare.kernel import clock
from simcare.kernel.outbox import reacts_to
from simcare.operators.events import EvidenceArrived
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.meters import note_throttling


@reacts_to(CardsImported, lane="later")
def take_over_stray_records(event: CardsImported) -> None:
    """Records that came before these cards belong to them now."""
    adopt_strays(at=clock.now())


@reacts_to(EvidenceArrived, lane="network")  # alone in its transaction: it holds the lock of sums, others that of hours
def say_when_a_card_is_throttled(event: EvidenceArrived) -> None:
    """The card's meter says what its platform said last."""
    note_throttling(card_id=event.card_id, at=clock.now())
