"""Updates for incidents that exist in every language."""

from django.conf import settings

from simcare.support.rules.notices import KNOWN_UPDATES, known_update


def find(name: str) -> dict[str, str]:
    """The texts of a known update by language; none for a name that nobody knows."""
    return known_update(name, desk=settings.SIMCARE_DESK_NAME) if name in KNOWN_UPDATES else {}
