"""Step 10: what the completed swap test proves (diagnosis-checks.md section 5)."""

from datetime import datetime

from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.rules.swaps import comparable, works
from simcare.diagnosis.values import Match

_CARD_IN_GOOD, _CARD_IN_SECOND = "swap.card_in_good_device", "swap.card_in_second_good_device"
_GOOD_CARD = "swap.good_card_in_device"


@check
def card_defective(facts: Facts) -> Match | None:
    fails_twice = works(facts, _CARD_IN_GOOD) is False and works(facts, _CARD_IN_SECOND) is False
    device_is_fine = works(facts, _GOOD_CARD) is True
    return found(
        fails_twice and device_is_fine and _in_warranty(facts), customer_configuration=facts["card.damaged"] is True
    )


@check
def device_defective(facts: Facts) -> Match | None:
    card_is_fine = works(facts, _CARD_IN_GOOD) is True
    device_fails = works(facts, _GOOD_CARD) is False
    healed = works(facts, "swap.repeat") is True or works(facts, "swap.card_in_device") is True
    return found(card_is_fine and device_fails and not healed and comparable(facts, _CARD_IN_GOOD, _GOOD_CARD))


def _in_warranty(facts: Facts) -> bool:
    sold_at: datetime | None = facts.moment("card.sold_at")
    return sold_at is None or facts.at < sold_at.replace(
        day=min(sold_at.day, 28), year=sold_at.year + facts.terms.warranty_years
    )
