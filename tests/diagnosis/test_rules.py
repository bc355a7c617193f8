"""The verdict rules, each shown by the smallest bundle that needs it."""

from collections import Counter

import pytest

from simcare.diagnosis.policy import Terms
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.rules.engine import diagnose
from simcare.diagnosis.rules.predicates import PREDICATES
from simcare.operators.values import FIELDS
from simcare.world.benches import Result
from simcare.world.benches import diagnose as bench
from simcare.world.benches._planted import labelled, read_faults
from tests.diagnosis.bundles import bundle, fact, verdict


def test_every_check_has_its_predicate_and_known_fields() -> None:
    assert len(CHECKS) == 69
    assert set(PREDICATES) == set(CHECKS) - {"insufficient_evidence"}
    needed = {field for check in CHECKS.values() for path in check.paths for field in path}
    assert needed <= set(FIELDS)


def test_every_check_has_three_labelled_cases_and_a_planted_fault() -> None:
    labels = Counter(code for case in labelled(bench.CASES) for code, _ in case.accepted)
    assert {code for code in CHECKS if labels[code] < 3} == set()
    assert {fault["code"] for fault in read_faults(bench.CASES)} == set(CHECKS) - {"insufficient_evidence"}


@pytest.mark.parametrize("case", list(labelled(bench.CASES)), ids=lambda case: case.name)
def test_labelled_case(case: bench.Case) -> None:
    found = diagnose(read_bundle(case.bundle))
    assert {(found.primary_code, found.liable_party.value)} == case.accepted


@pytest.mark.django_db
def test_every_labelled_generated_and_weakened_case_is_right() -> None:
    """How fast a verdict is, `simcare bench diagnose` measures; a test on a busy machine does not."""
    _keeps_its_promise(bench.run({"cards": "5", "generated": "300", "rounds": "300", "incidents": "20"}))


@pytest.mark.long
@pytest.mark.django_db
def test_a_thousand_generated_cases_and_ten_thousand_quiet_rounds() -> None:
    _keeps_its_promise(bench.run({"cards": "100"}))


def _keeps_its_promise(result: Result) -> None:
    assert result.more["wrong"] == []
    assert result.figure >= result.limit
    assert (result.more["false_equipment"], result.more["undetermined_share"]) == (0, 0.0)
    watched = result.more["incidents"]
    assert (watched["false_alarms"], watched["open_within_two_rounds"]) == (0, watched["injected"])
    assert watched["rounds_to_open_in_database"] <= 2


def test_stale_evidence_never_decides() -> None:
    stale = verdict(fact("package.state", "expired", minutes_ago=16))
    assert (stale.primary_code, stale.liable_party) == ("insufficient_evidence", "undetermined")
    assert [skipped.code for skipped in stale.checks_skipped if skipped.doubtful] == ["package_expired"]


def test_a_value_at_its_limit_is_still_known_but_ageing() -> None:
    known = verdict(fact("package.state", "expired", minutes_ago=15))
    assert known.primary_code == "package_expired"
    assert known.confidence == Terms().ageing_confidence


def test_the_rest_of_the_truth_stands_beside_stale_evidence() -> None:
    both = verdict(fact("card.state", "terminated", minutes_ago=60), fact("device.data_roaming", False))
    assert [finding.code for finding in both.findings] == ["data_roaming_off", "insufficient_evidence"]
    assert both.liable_party == "customer_configuration"


def test_equipment_is_not_named_while_an_earlier_check_is_in_doubt() -> None:
    held = verdict(fact("card.state", "terminated", minutes_ago=60), fact("at.cfun", "+CFUN: 0", source="agent"))
    assert (held.primary_code, held.liable_party, held.suspected_party) == (
        "modem_off_or_resetting",
        "undetermined",
        "equipment",
    )


def test_equipment_is_named_by_a_reading_on_the_device() -> None:
    assert verdict(fact("at.cfun", "+CFUN: 0", source="agent")).liable_party == "equipment"


def test_an_answered_ping_is_no_proof_against_the_device() -> None:
    silent = (fact("session.open", True), fact("session.bytes", 0), fact("ping.answered", True))
    assert (verdict(*silent).liable_party, verdict(*silent).suspected_party) == ("undetermined", "equipment")


def test_two_parties_of_equal_rank_give_none_and_the_test_that_separates_them() -> None:
    both = verdict(
        fact("network.reject", {"table": "EMM", "number": 2}, 30),
        fact("network.reject", {"table": "EMM", "number": 11}, 20),
    )
    assert (both.primary_code, both.liable_party, both.suspected_party) == (
        "subscriber_not_provisioned",
        "undetermined",
        None,
    )
    assert both.next_step is not None
    assert both.next_step.params == {"first": "subscriber_not_provisioned", "second": "roaming_not_agreed"}


def test_an_incident_stands_before_every_device_finding() -> None:
    incident = {"id": "INC-1", "status": "open", "side": "operator", "started_at": "2026-11-20T06:00:00Z"}
    found = verdict(fact("incident.match", incident), fact("at.cfun", "+CFUN: 0", source="agent"))
    assert (found.primary_code, found.liable_party, found.incident) == ("network_incident", "operator", "INC-1")


def test_a_number_means_nothing_without_its_table() -> None:
    registration = verdict(fact("network.reject", {"table": "EMM", "number": 8}))
    session = verdict(fact("session.reject", {"table": "ESM", "number": 8}))
    assert (registration.primary_code, session.primary_code) == ("subscription_no_data", "operator_barred")


def test_a_refusal_before_a_success_is_history() -> None:
    refused = fact("session.reject", "ESM:27", 30)
    assert verdict(refused).primary_code == "apn_wrong"
    assert verdict(refused, fact("session.created", {}, 10)).primary_code != "apn_wrong"
    assert verdict(refused, fact("network.attach", {}, 10)).primary_code == "apn_wrong"


def test_one_setting_per_connector_and_field_overrides_the_limit() -> None:
    old = read_bundle(bundle(fact("package.state", "expired", minutes_ago=50)))
    assert diagnose(old, Terms(fresh_for_minutes={("soracom", "package.state"): 60})).primary_code == "package_expired"
    assert (
        diagnose(old, Terms(fresh_for_minutes={("1nce", "package.state"): 60})).primary_code == "insufficient_evidence"
    )


def test_confidence_is_the_lowest_of_freshness_source_and_rule() -> None:
    assert verdict(fact("device.data_roaming", False, source="customer:mei")).confidence == 0.8
    assert verdict(fact("device.data_roaming", False, source="agent")).confidence == 0.9


def test_silence_blames_nobody() -> None:
    silent = verdict(
        fact("card.state", "active"),
        fact("card.active_since", "2026-11-01T00:00:00Z"),
        fact("network.last_seen_at", None),
    )
    assert (silent.primary_code, silent.liable_party, silent.suspected_party) == (
        "never_seen_by_network",
        "undetermined",
        None,
    )


@pytest.mark.parametrize(
    ("reachable", "state", "minutes_ago", "said", "who"),
    [
        (True, "ready", 1, "all_seen", "customer"),
        (False, "ready", 1, "insufficient_evidence", "system"),
        (True, "ready", 60, "insufficient_evidence", "system"),
        (True, "suspended", 1, "stopper", "provider"),
    ],
)
def test_what_is_lacking_is_asked_of_who_can_tell(
    reachable: bool, state: str, minutes_ago: int, said: str, who: str
) -> None:
    found = verdict(fact("platform.reachable", reachable), fact("card.state", state, minutes_ago=minutes_ago))
    assert (found.primary_code, found.liable_party) == ("insufficient_evidence", "undetermined")
    assert (found.summary.key, found.findings[0].who_acts) == (f"finding.{said}", who)


def test_a_consumer_apn_is_recognised() -> None:
    typed = fact("device.apn", "CMNET ", source="customer")
    known = verdict(typed, fact("product.apns", ["iot.example"], source="simcare"), platform="eiotclub")
    assert (known.primary_code, known.liable_party) == ("apn_wrong", "customer_configuration")
    assert known.summary.params["consumer_of"] == "China Mobile"
    unknown = verdict(typed, platform="eiotclub")
    assert (unknown.primary_code, unknown.liable_party, unknown.suspected_party) == (
        "apn_wrong",
        "undetermined",
        "customer_configuration",
    )


def test_a_general_apn_is_no_reason_to_warn() -> None:
    assert verdict(fact("device.apn", "ctnet"), platform="eiotclub").primary_code == "insufficient_evidence"


def test_the_curated_apn_of_the_platform_stands_in_for_the_products() -> None:
    assert verdict(fact("device.apn", "iot.wrong")).primary_code == "apn_wrong"
    assert verdict(fact("device.apn", "Soracom.io")).primary_code == "insufficient_evidence"
    assert (
        verdict(fact("device.apn", "own.apn"), fact("product.apns", ["own.apn"])).primary_code
        == "insufficient_evidence"
    )
