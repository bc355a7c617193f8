"""What usage does when something happens."""

from simcare.cards.events import CardsImported
from simcare.kernel.outbox import reacts_to
from simcare.usage.actions.adopt import adopt_strays


@reacts_to(CardsImported, lane="later")
def take_over_stray_records(event: CardsImported) -> None:
    """Records that came before these cards belong to them now."""
    adopt_strays()
