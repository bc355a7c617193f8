"""The swap test: which steps count, by the protocol of diagnosis-checks.md section 5."""

from datetime import timedelta

from simcare.diagnosis.rules.facts import Facts


def works(facts: Facts, step: str) -> bool | None:
    """Result of one step; None where it was not done or does not count.

    A card that fails in another device while it is locked to its own proves nothing: the lock made it fail.
    """
    record = facts[step]
    result = record.get("result") if isinstance(record, dict) else record
    if result not in ("works", "fails"):
        return None
    moved = step in ("swap.card_in_good_device", "swap.card_in_second_good_device")
    locked = bool(facts["imei.locked"]) and facts["swap.locks_lifted"] is not True
    if result == "fails" and moved and locked:
        return None
    return bool(result == "works")


def points_at_device(facts: Facts) -> bool:
    """The card works elsewhere, and no other card is known to work in the suspect device (then it was the contact)."""
    works_elsewhere = works(facts, "swap.card_in_good_device") is True
    return works_elsewhere and works(facts, "swap.good_card_in_device") is not True


def comparable(facts: Facts, step: str, other: str) -> bool:
    """Same place, as far as both name it, and within the hour."""
    first_at, second_at = facts.observed_at(step), facts.observed_at(other)
    if first_at is None or second_at is None:
        return False
    places = {place for place in (_place(facts, step), _place(facts, other)) if place}
    return len(places) <= 1 and abs(first_at - second_at) <= timedelta(minutes=facts.terms.swap_step_minutes)


def _place(facts: Facts, step: str) -> str:
    record = facts[step]
    return str(record.get("place") or "").strip().casefold() if isinstance(record, dict) else ""
