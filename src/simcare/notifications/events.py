"""What notifications tell the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ColleagueNotified(Event):
    """Something waits for a colleague; the bell of an open page looks again."""

    user_id: int
