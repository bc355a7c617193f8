"""Whether an answer may leave without a person: each row says in a sentence what it proves."""

from datetime import UTC, datetime

import pytest

from simcare.support.rules.answers import (
    CODES,
    AutoSendTerms,
    CardVerdict,
    Decision,
    Done,
    Finding,
    FindingClass,
    Sender,
    auto_send_allowed,
    class_of,
    keep_quiet,
)

ICCID = "89860249213334946911"
SENT, BLAME = "sure_and_harmless", "blames_someone"


def verdict(code: str | None, party: str = "", confidence: float = 0.95, healed: bool = False) -> CardVerdict:
    findings = (Finding(code, healed=healed),) if code else ()
    default = CODES[code].party if code in CODES else "undetermined"
    return CardVerdict(ICCID, findings, party or default, confidence=confidence)


@pytest.mark.parametrize(
    ("why", "told", "category", "expected"),
    [
        ("an expired package is a state of the package", verdict("package_expired"), "network", (True, SENT)),
        ("a wrong APN is guidance by APN", verdict("apn_wrong"), "apn", (True, SENT)),
        ("a setting of the device is guidance", verdict("data_roaming_off"), "network", (True, SENT)),
        ("a known fault is a notice, though an operator's", verdict("network_incident"), "network", (True, SENT)),
        ("announced maintenance is a notice", verdict("planned_maintenance"), "network", (True, SENT)),
        ("a card without fault may be answered", verdict(None), "network", (True, SENT)),
        ("a healed recharge is told", verdict("recharge_not_delivered", healed=True), "recharge", (True, SENT)),
        ("an open recharge is money", verdict("recharge_not_delivered"), "recharge", (False, "class_money")),
        ("a replacement is money", verdict("card_defective"), "network", (False, "class_money")),
        ("a device fault blames the supplier", verdict("device_defective"), "hardware", (False, "class_blame")),
        ("we must act first", verdict("subscriber_not_provisioned"), "network", (False, "class_internal")),
        ("a proven device fault blames", verdict("attached_no_session", "equipment"), "network", (False, BLAME)),
        ("the operator is blamed", verdict("fplmn_poisoned"), "network", (False, BLAME)),
        ("exactly 0.8 is sure enough", verdict("apn_wrong", confidence=0.8), "apn", (True, SENT)),
        ("just below is not", verdict("apn_wrong", confidence=0.79), "apn", (False, "not_sure_enough")),
        ("a refund is decided by people", verdict("package_expired"), "refund", (False, "claim_needs_person")),
        ("so is a replacement", verdict("data_roaming_off"), "replacement", (False, "claim_needs_person")),
        ("a code we do not know waits", verdict("brand_new_code"), "network", (False, "class_internal")),
        (
            "an APN proven to be the customer's is guidance",
            verdict("apn_not_subscribed", "customer_configuration"),
            "apn",
            (True, SENT),
        ),
    ],
)
def test_verified_requester(why: str, told: CardVerdict, category: str, expected: tuple[bool, str]) -> None:
    assert auto_send_allowed([told], Sender.VERIFIED, category) == Decision(*expected), why


def test_one_card_of_many_holds_the_answer() -> None:
    told = [verdict("package_expired"), verdict("card_terminated")]
    assert auto_send_allowed(told, Sender.VERIFIED, "network") == Decision(False, "class_money")


def test_contributing_finding_counts_too() -> None:
    told = CardVerdict(ICCID, (Finding("package_exhausted"), Finding("late_cutoff")), "customer_account", None, 0.9)
    assert auto_send_allowed([told], Sender.VERIFIED, "usage") == Decision(False, "class_money")


def test_suspected_device_is_not_blamed_without_a_person() -> None:
    told = CardVerdict(ICCID, (Finding("session_no_traffic"),), "undetermined", "equipment", 0.9)
    assert auto_send_allowed([told], Sender.VERIFIED, "network") == Decision(False, BLAME)


def test_mail_without_a_card_is_asked_for_it() -> None:
    assert auto_send_allowed([], Sender.VERIFIED, "network") == Decision(True, "asks_for_card")


@pytest.mark.parametrize("sender", [Sender.CLAIMED, Sender.UNKNOWN])
@pytest.mark.parametrize("code", ["package_expired", "device_defective", "card_defective"])
def test_unverified_sender_gets_the_general_answer_whatever_was_found(sender: Sender, code: str) -> None:
    assert auto_send_allowed([verdict(code)], sender, "network") == Decision(True, "general_answer")


@pytest.mark.parametrize("sender", list(Sender))
@pytest.mark.parametrize("category", ["refund", "replacement"])
def test_a_claim_is_read_by_a_person_whoever_makes_it(category: str, sender: Sender) -> None:
    assert auto_send_allowed([], sender, category) == Decision(False, "claim_needs_person")


@pytest.mark.parametrize("category", ["presales", "dealer"])
@pytest.mark.parametrize("sender", list(Sender))
def test_presales_answers_may_go_to_anyone(category: str, sender: Sender) -> None:
    assert auto_send_allowed([], sender, category) == Decision(True, "presales_answer")


def test_terms_switch_answers_off() -> None:
    terms = AutoSendTerms(classes=frozenset({FindingClass.NOTICE}), general_answers=False, presales_answers=False)
    assert not auto_send_allowed([], Sender.UNKNOWN, "network", terms).allowed
    assert not auto_send_allowed([], Sender.UNKNOWN, "presales", terms).allowed
    assert auto_send_allowed([verdict("apn_wrong")], Sender.VERIFIED, "apn", terms) == Decision(False, "class_apn")
    assert auto_send_allowed([verdict("planned_maintenance")], Sender.VERIFIED, "network", terms).allowed


def test_every_code_has_a_class_and_equipment_never_leaves_alone() -> None:
    for code, known in CODES.items():
        assert class_of(Finding(code), known.party) is known.finding_class
        blamed = verdict(code, "equipment", 1.0)
        if known.finding_class is not FindingClass.NOTICE:
            assert not auto_send_allowed([blamed], Sender.VERIFIED, "network").allowed, code


DONE_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
WENT_WELL, FAILED = (Done("resume", ICCID, confirmed, DONE_AT) for confirmed in (True, False))


@pytest.mark.parametrize(
    ("done", "is_answered", "was_told", "reason"),
    [
        ([], False, False, SENT),
        ([], True, False, "answered_meanwhile"),
        ([], False, True, "told_already"),
        ([], True, True, "answered_meanwhile"),
        ([WENT_WELL], True, True, SENT),
        ([WENT_WELL, FAILED], False, False, "remedy_needs_person"),
    ],
)
def test_the_desk_speaks_by_itself_where_it_has_something_to_say(
    done: list[Done], is_answered: bool, was_told: bool, reason: str
) -> None:
    allowed = Decision(True, SENT)
    assert keep_quiet(allowed, done, is_answered=is_answered, was_told=was_told) == Decision(reason == SENT, reason)
    refused = Decision(False, BLAME)
    assert keep_quiet(refused, done, is_answered=is_answered, was_told=was_told) == refused
