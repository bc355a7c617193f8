"""What can be done to a card: which deeds make sense for it, in which order, whose word they want, and the APN's text."""

import pytest

from simcare.operators.values.platforms import Capabilities, Function
from simcare.support.rules.remedies import (
    FITTING,
    MOST_CHARACTERS,
    SHOWN,
    Condition,
    RemedyTerms,
    apn_text,
    makes_sense,
    offers,
)

ALL = Capabilities(can=frozenset(SHOWN))
ACTIVE = Condition(state="active", is_locked=None, imei="", apn="iot.example")


def condition(state: str = "active", *, is_locked: bool | None = None, apn: str = "iot.example") -> Condition:
    return Condition(state=state, is_locked=is_locked, imei="", apn=apn)


@pytest.mark.parametrize(
    ("function", "card", "sense", "because"),
    [
        (Function.RESUME, condition("suspended"), True, "it was stopped"),
        (Function.RESUME, condition("unknown"), True, "what is unknown stands in no way"),
        (Function.RESUME, condition("active"), False, "it runs"),
        (Function.RESUME, condition("terminated"), False, "it is over for good"),
        (Function.SUSPEND, condition("active"), True, "it runs"),
        (Function.SUSPEND, condition("suspended"), False, "it is stopped already"),
        (Function.SUSPEND, condition("not_activated"), False, "it never ran"),
        (Function.UNLOCK_IMEI, condition(is_locked=True), True, "it is locked"),
        (Function.UNLOCK_IMEI, condition(is_locked=None), True, "it may be"),
        (Function.UNLOCK_IMEI, condition(is_locked=False), False, "it is not"),
        (Function.LOCK_IMEI, condition(is_locked=False), True, "it is not yet"),
        (Function.LOCK_IMEI, condition(is_locked=True), False, "it is"),
        (Function.LOCK_IMEI, condition("terminated"), False, "nothing runs on it"),
        (Function.SEND_SMS, condition(), True, "there is an APN to send"),
        (Function.SEND_SMS, condition(apn=""), False, "there is nothing to send"),
        (Function.SEND_SMS, condition("terminated"), False, "nobody gets it"),
        (Function.REFRESH, condition("terminated"), True, "looking again never harms"),
        (Function.RESET_SESSION, condition(), True, "there may be a session"),
        (Function.RESET_SESSION, condition("suspended"), False, "a stopped card has none"),
        (Function.SWITCH_OPERATOR, condition("not_activated"), False, "it is in no network yet"),
    ],
)
def test_a_deed_makes_sense_where_it_would_change_something(
    function: Function, card: Condition, sense: bool, because: str
) -> None:
    assert makes_sense(function, card) is sense, because


def test_what_fits_the_findings_comes_first_in_the_order_of_the_findings() -> None:
    found = offers(ALL, ACTIVE, ["sim_stolen_or_moved", "stale_session"])
    assert [offer.function for offer in found if offer.fits] == [
        Function.SUSPEND,
        Function.LOCK_IMEI,
        Function.RESET_SESSION,
    ]
    assert [offer.fits for offer in found] == sorted((offer.fits for offer in found), reverse=True)
    assert {offer.function for offer in found} == {each for each in SHOWN if makes_sense(each, ACTIVE)}


def test_what_no_call_does_is_offered_by_hand_with_the_reason_and_the_rest_not_at_all() -> None:
    platform = Capabilities(
        can=frozenset({Function.REFRESH}),
        missing={Function.SUSPEND: "only in its console"},
        by_hand=frozenset({Function.SUSPEND}),
    )
    found = {offer.function: (offer.by_hand, offer.why_by_hand) for offer in offers(platform, ACTIVE, [])}
    assert found == {Function.REFRESH: (False, ""), Function.SUSPEND: (True, "only in its console")}


def test_every_fitting_deed_is_one_that_is_shown() -> None:
    assert {function for functions in FITTING.values() for function in functions} <= set(SHOWN)


def test_a_second_person_is_asked_by_the_role_of_the_first() -> None:
    terms = RemedyTerms.of({"needs_reason": ["suspend"], "needs_second_person": {"suspend": ["agent"]}})
    assert (terms.needs_second(Function.SUSPEND, "agent"), terms.needs_second(Function.SUSPEND, "admin")) == (
        True,
        False,
    )
    assert not terms.needs_second(Function.RESUME, "agent")
    assert (terms.needs_reason(Function.SUSPEND), terms.needs_reason(Function.RESUME)) == (True, False)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "ja", "zh-hans", "ar"])
def test_the_apn_goes_byte_for_byte_into_one_text_in_every_language(language: str) -> None:
    for length in (5, 40, 62, MOST_CHARACTERS):
        apn = ("iot.example" * 7)[:length]
        text = apn_text(language, apn)
        assert text
        assert apn in text
        assert len(text) <= MOST_CHARACTERS
    assert apn_text(language, "a" * (MOST_CHARACTERS + 1)) is None
