"""The one place where the time is read. Doors and jobs ask here and hand `at` down; rules and actions never ask."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)
