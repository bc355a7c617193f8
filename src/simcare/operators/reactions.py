"""What operators do when something happens."""

from simcare.kernel import clock
from simcare.kernel.outbox import reacts_to
from simcare.operators.actions import advance
from simcare.operators.events import CommandOrdered


@reacts_to(CommandOrdered, lane="network")
def send_ordered(event: CommandOrdered) -> None:
    """Send at once; what can't be sent now is taken up by the timed work."""
    advance(command_id=event.command_id, at=clock.now())
