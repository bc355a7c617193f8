"""What accounts does when something happened. Each answer is one own action, and repeatable."""

from simcare.accounts.actions.links import answer_forgotten
from simcare.accounts.events import PasswordForgotten
from simcare.kernel import clock
from simcare.kernel.outbox import reacts_to


@reacts_to(PasswordForgotten)
def offer_new_password(event: PasswordForgotten) -> None:
    """Who is known gets a link."""
    answer_forgotten(email=event.email, at=clock.now())
