"""What changed between two verdicts."""

from simcare.diagnosis.queries.bundles import for_bundle
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.diagnosis.rules.differences import Changed, difference
from tests.diagnosis.bundles import bundle, fact


def _between(earlier: dict[str, object], later: dict[str, object]):  # type: ignore[no-untyped-def]
    first, second = (for_bundle(read_bundle(each)).to_json() for each in (earlier, later))
    return difference(first, earlier, second, later)


def test_the_same_facts_make_no_difference() -> None:
    same = bundle(fact("package.state", "expired"))
    assert _between(same, same).is_nothing


def test_findings_party_and_facts_that_changed_are_named() -> None:
    told = _between(
        bundle(fact("package.state", "expired")),
        bundle(fact("package.state", "live"), fact("device.data_roaming", False)),
    )
    assert (told.vanished, told.appeared) == (("package_expired",), ("data_roaming_off",))
    assert (told.party_before, told.party_after) == ("customer_account", "customer_configuration")
    assert told.changed == (
        Changed("device.data_roaming", None, False),
        Changed("package.state", "expired", "live"),
    )


def test_another_version_of_the_rules_is_named() -> None:
    same = bundle(fact("package.state", "expired"))
    result = for_bundle(read_bundle(same)).to_json()
    told = difference({**result, "ruleset_version": "2026-05"}, same, result, same)
    assert (told.rules_before, told.rules_after) == ("2026-05", result["ruleset_version"])
