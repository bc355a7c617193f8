"""The catalogue of checks for those who show it."""

from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.values import Check


def list_checks() -> list[Check]:
    """All checks in the order of evaluation."""
    return list(CHECKS.values())


def find_check(code: str) -> Check | None:
    """One check by its code."""
    return CHECKS.get(code)
