"""Does a notice cover a card?"""

from simcare.notices.values import Scope


def covers(scope: Scope, *, iccid: str, platform: str, network: str | None) -> bool:
    """Whether the card lies in the scope. A card whose network is not known may be on any: it is covered."""
    return (
        scope.platform in ("", platform)
        and (not scope.networks or network is None or network in scope.networks)
        and (not scope.ranges or iccid.startswith(scope.ranges))
    )
