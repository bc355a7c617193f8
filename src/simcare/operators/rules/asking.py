"""When a platform that did not answer about a card is asked again."""

from datetime import datetime, timedelta

SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)
"""As long as what a platform has told counts as fresh: then every card is read anew anyway."""


def ask_again_at(*, silent_since: datetime, asked_at: datetime) -> datetime:
    """After as long as it has been silent, so that each pause is as long as all before it together."""
    return asked_at + min(max(asked_at - silent_since, SHORTEST), LONGEST)
