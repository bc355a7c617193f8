"""Platforms and cards in the database that the running simulator holds too."""

from datetime import UTC, datetime
from typing import Any

from simcare.cards.actions.stock import add_card
from simcare.cards.models import Card, Product
from simcare.operators.actions import add_platform
from simcare.operators.models import Platform
from tests.operators.running import BASE_PATHS, CREDENTIALS, Simulator

ICCIDS = {"eiotclub": "89860412345678900011", "soracom": "8942310000000005001"}


def make_platform(simulator: Simulator, kind: str, **changes: Any) -> Platform:
    settings: dict[str, Any] = {
        "name": kind,
        "connector": kind,
        "base_url": simulator.url + BASE_PATHS[kind],
        "credentials": CREDENTIALS[kind],
        "calls_per_second": 1000,
        "by": "test",
        "at": datetime.now(UTC),
    }
    return add_platform(**(settings | changes))


def make_card(simulator: Simulator, kind: str, scenario: str = "healthy", iccid: str = "", **fields: object) -> Card:
    """A card that the desk and the platform both know."""
    ref = simulator.card(kind, iccid or ICCIDS[kind], scenario, **fields)
    product, _ = Product.objects.get_or_create(code="test", defaults={"name": "Test product", "apn": "em"})
    return add_card(iccid=ref.iccid, product=product, platform=kind, imsi=ref.imsi, at=datetime.now(UTC))
