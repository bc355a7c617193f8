"""How long one card takes from stored evidence: the database read and the rules, on cards that vanish again."""

import time
from collections.abc import Sequence
from datetime import timedelta

from simcare.diagnosis.queries.bundles import for_bundle, read_bundle
from simcare.world.benches._planted import AT, Case

ROUNDS = 5


def stored_ms(cases: Sequence[Case]) -> list[float] | None:
    """Milliseconds for each examination; None where no database of ours answers. Nothing is left behind."""
    from django.db import OperationalError, transaction

    from simcare.kernel.boot import boot
    from simcare.kernel.tenancy import acting_as_provider

    boot(scope="provider")
    try:
        with transaction.atomic():
            with acting_as_provider():
                cards = [_store(number, case) for number, case in enumerate(cases)]
                took = [_examine(card_id) for _ in range(ROUNDS) for card_id in cards]
            transaction.set_rollback(True)
    except OperationalError:
        return None
    return took


def _store(number: int, case: Case) -> int:
    from simcare.cards.actions.stock import add_card
    from simcare.cards.models import Product
    from simcare.operators.actions import record

    product, _ = Product.objects.get_or_create(code="bench", defaults={"name": "Bench", "apn": "iot.example"})
    bundle = read_bundle(case.bundle)
    card = add_card(iccid=f"89860099{number:011d}", product=product, platform=bundle.platform or "soracom", at=AT)
    record(card_id=card.pk, evidence=bundle.evidence)
    return int(card.pk)


def _examine(card_id: int) -> float:
    from simcare.diagnosis.queries.evidence import bundle_for

    began = time.perf_counter()
    for_bundle(bundle_for(card_id=card_id, at=AT + timedelta(seconds=1)))
    return (time.perf_counter() - began) * 1000
