"""Coverage, derived from what connectors declare; and all 69 checks live, through the desk's own doors."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from simcare.accounts.models import Account
from simcare.cards.actions.states import report_state
from simcare.cards.models import Card, Product
from simcare.cards.values import CardState, StoppedBy
from simcare.diagnosis.actions import enter_reading, examine
from simcare.diagnosis.actions.incidents import close, declare
from simcare.diagnosis.queries.coverage import Coverage, Filler, known_fields, list_coverage, not_checked
from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.rules.coverage import cover
from simcare.diagnosis.values import Grouping, Scope, Side
from simcare.notices import actions as notices
from simcare.notices.values import Scope as NoticeScope
from simcare.operators.actions import record
from simcare.operators.queries import fields_of_kind
from simcare.operators.values import Evidence
from simcare.support.rules.telling import card_verdict
from simcare.world.benches.diagnose import CASES

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def _numbers(kind: str, coverage: Coverage) -> set[int]:
    return {covered.check.order for covered in list_coverage()[kind] if covered.coverage is coverage}


def test_eiotclub_decides_what_its_fields_and_our_books_tell() -> None:
    assert _numbers("eiotclub", Coverage.DECIDED) >= {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 15, 17, 20, 27, 61}
    assert _numbers("eiotclub", Coverage.SUSPECTED) == {26, 60}
    assert _numbers("eiotclub", Coverage.NEVER) >= {
        22,
        23,
        24,
        25,
        28,
        *range(31, 42),
        *range(43, 54),
        *range(56, 60),
        62,
    }


def test_soracom_tells_refusals_and_sessions_but_names_no_equipment() -> None:
    assert _numbers("soracom", Coverage.DECIDED) >= {26, 28, *range(31, 42), 43, *range(44, 54), 57}
    assert _numbers("soracom", Coverage.SUSPECTED) == {56, 58, 59, 60, 63}


def test_every_gap_names_who_can_fill_it() -> None:
    for covered in (each for checks in list_coverage().values() for each in checks):
        assert bool(covered.fillers) is (covered.coverage is not Coverage.DECIDED), covered.check.code


@pytest.mark.parametrize(
    ("code", "fillers"),
    [
        ("sim_not_detected", (Filler.TRANSCRIPT,)),
        ("device_defective", (Filler.SWAP,)),
        ("data_roaming_off", (Filler.READING,)),
        ("pool_exhausted", (Filler.RECORDS,)),
        ("plmn_blocklisted", (Filler.OPERATOR,)),
        ("apn_wrong", (Filler.TRANSCRIPT, Filler.READING, Filler.OPERATOR)),
    ],
)
def test_gaps_are_filled_by_the_easiest_first(code: str, fillers: tuple[Filler, ...]) -> None:
    assert cover(CHECKS[code], known_fields("eiotclub")).fillers == fillers


def test_with_every_field_known_every_check_is_decided() -> None:
    everything = frozenset(field for check in CHECKS.values() for path in check.paths for field in path)
    undecided = {check.code for check in CHECKS.values() if cover(check, everything).coverage is not Coverage.DECIDED}
    platform_only = {"no_recovery_after_outage", "stale_session", "session_flapping", "usage_retry_or_chatty"}
    assert undecided == {*platform_only, "aggressive_retry"}  # equipment is never named by a platform alone (rule 4)


def test_what_a_verdict_skipped_stands_together_by_reason() -> None:
    told = not_checked(
        [
            {"code": "sim_not_detected", "reason": "missing: at.cpin"},
            {"code": "sim_pin_locked", "reason": "missing: at.cpin"},
            {"code": "package_expired", "reason": "stale: package.expires_at"},
        ]
    )
    assert [(each.is_stale, each.filler, each.codes, each.fields) for each in told] == [
        (True, Filler.RECORDS, ("package_expired",), ("package.expires_at",)),
        (False, Filler.TRANSCRIPT, ("sim_not_detected", "sim_pin_locked"), ("at.cpin",)),
    ]


@pytest.fixture
def card(db: None) -> Card:
    account = Account.objects.create(name="Fleet One")
    product = Product.objects.create(code="eu-iot", name="EU IoT")
    return Card.objects.create(
        iccid="8986001234567890123",
        iccid_key="8986001234567890123",
        product=product,
        platform="soracom",
        account=account,
        sold_on=date(2025, 1, 1),
        state="active",
    )


BY_OUR_RECORDS = {"network_incident", "planned_maintenance", "no_recovery_after_outage", "insufficient_evidence"}


def _cases() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            found.setdefault(case["expect"]["primary_code"], []).append(case)
    return found


@pytest.mark.parametrize("code", sorted(CHECKS.keys() - BY_OUR_RECORDS))
def test_check_is_live(card: Card, code: str) -> None:
    """A labelled case of the check comes in by the desk's own doors: what platforms tell is recorded, everything else
    is typed in; the examination then says the same as the label."""
    of_the_desk = [case for case in _cases()[code] if case["bundle"]["platform"] in ("soracom", "eiotclub")]
    case = next(case for case in of_the_desk if code != "card_not_ours" or case["expect"]["liable_party"] == "provider")
    _come_in(card, case["bundle"])
    found = examine(card_id=card.id, by="desk", at=AT)
    assert (found.primary_code, found.liable_party) == (code, case["expect"]["liable_party"])


def _come_in(card: Card, bundle: dict[str, Any]) -> None:
    Card.objects.filter(id=card.id).update(platform=bundle["platform"], iccid=bundle["card"]["iccid"])
    told = fields_of_kind(bundle["platform"]) | {"card.stopped_by"}
    evidence = [Evidence.from_json(item) for item in bundle["evidence"]]
    for item in evidence:
        if item.field == "audit.last_stop" and item.value:
            report_state(
                card_id=card.id, state=CardState.SUSPENDED, stopped_by=StoppedBy(item.value["actor"]),
                source="simcare:suspend", by=item.value.get("by", "li"), at=item.observed_at,
            )  # fmt: skip
        elif item.field not in told:
            enter_reading(
                card_id=card.id, field=item.field, value=item.value, observed_at=item.observed_at, by="li", at=AT,
                source=item.source,
            )  # fmt: skip
    record(card_id=card.id, evidence=[item for item in evidence if item.field in told])


def test_check_is_live_insufficient_evidence(card: Card) -> None:
    assert examine(card_id=card.id, by="desk", at=AT).primary_code == "insufficient_evidence"


def test_check_is_live_planned_maintenance(card: Card) -> None:
    hour = timedelta(hours=1)
    told = notices.enter(
        title="Core upgrade",
        reference="MW-7",
        scope=NoticeScope(platform="soracom"),
        starts_at=AT - hour,
        ends_at=AT + hour,
        by="li",
        at=AT - hour,
    )
    found = examine(card_id=card.id, by="desk", at=AT)
    assert (found.primary_code, found.liable_party, found.result["notice"]) == (
        "planned_maintenance",
        "operator",
        "MW-7",
    )
    notices.withdraw(notice_id=told.id, by="li", at=AT)
    assert examine(card_id=card.id, by="desk", at=AT).primary_code == "insufficient_evidence"


@pytest.mark.parametrize(
    "scope",
    [
        NoticeScope(platform="eiotclub"),
        NoticeScope(platform="soracom", networks=("26203",)),
        NoticeScope(ranges=("8986009",)),
    ],
)
def test_a_notice_for_others_says_nothing_of_this_card(card: Card, scope: NoticeScope) -> None:
    hour = timedelta(hours=1)
    record(card_id=card.id, evidence=[Evidence("network.plmn", "26201", AT, AT, "soracom:getSim")])
    notices.enter(title="Other work", scope=scope, starts_at=AT - hour, ends_at=AT + hour, by="li", at=AT)
    assert examine(card_id=card.id, by="desk", at=AT).primary_code != "planned_maintenance"


def test_checks_are_live_network_incident_and_no_recovery(card: Card) -> None:
    began = AT - timedelta(hours=2)
    seen = [Evidence("network.plmn", "26201", began, began, "soracom:getSim"),
            Evidence("network.last_seen_at", began.isoformat(), AT, AT, "soracom:getSim"),
            Evidence("network.reject", {"table": "EMM", "number": 22}, began, began, "soracom:getLogs")]  # fmt: skip
    record(card_id=card.id, evidence=seen)
    incident = declare(
        scope=Scope(Grouping.NETWORK, "soracom", "26201"), side=Side.OPERATOR, note="phone call", by="li", at=began
    )
    during = examine(card_id=card.id, by="desk", at=began)
    assert (during.primary_code, during.liable_party) == ("network_incident", "operator")
    close(incident_id=incident.id, reason="operator says it is over", by="li", at=AT - timedelta(minutes=45))
    after = examine(card_id=card.id, by="desk", at=AT)
    codes = {finding["code"] for finding in after.result["findings"]}
    assert "no_recovery_after_outage" in codes
    assert after.liable_party != "equipment"


def test_a_stop_by_nobody_known_is_said_as_it_is(card: Card) -> None:
    facts = {
        "platform.reachable": True,
        "platform.known": True,
        "card.state": "suspended",
        "card.stopped_by": "unknown",
    }
    record(
        card_id=card.id, evidence=[Evidence(field, value, AT, AT, "soracom:getSim") for field, value in facts.items()]
    )
    found = examine(card_id=card.id, by="desk", at=AT)
    assert (found.primary_code, found.liable_party, found.suspected_party) == (
        "insufficient_evidence",
        "undetermined",
        "",
    )
    assert found.result["summary"]["params"]["stopper"] == "unknown"
    told = card_verdict(card.iccid, found.result, {})
    assert [finding.code for finding in told.findings] == ["insufficient_evidence"]
    assert told.readings_wanted == ()  # the device has nothing to do with it
