"""Who is told what, in every language; what must survive and what must never appear."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.support.rules.answers import (
    CODES,
    LANGUAGES,
    READINGS,
    Audience,
    CardVerdict,
    Desk,
    EvidenceLine,
    Finding,
    People,
    Severity,
    compose,
    verdict_sheet,
)
from simcare.support.rules.answers.catalogue import catalogue

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ICCID, OTHER = "89860249213334946911", "8944503199805534367A"
PEOPLE = People("Zhou Min", "Liu Zhiqiang", "zh")
IDENTIFIERS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789.-_{}[]%\\$&", min_size=3, max_size=30)


def apn_verdict(apn: str, used: str, iccid: str = ICCID) -> CardVerdict:
    finding = Finding("apn_wrong", params={"apn": apn, "apn_used": used})
    return CardVerdict(iccid, (finding,), "customer_configuration", confidence=0.95)


def pass_on_block(text: str, language: str) -> str:
    words = catalogue(language)
    return text.split(words.say("pass_on.begin"))[1].split(words.say("pass_on.end"), maxsplit=1)[0]


@given(apn=IDENTIFIERS, used=IDENTIFIERS)
def test_tokens_survive_byte_for_byte_in_every_language(apn: str, used: str) -> None:
    for language in LANGUAGES:
        for audience in (Audience.FORWARDER, Audience.END_USER):
            text = compose([apn_verdict(apn, used)], audience=audience, language=language).text
            assert [token for token in (ICCID, apn, used) if token not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_and_urls_survive(language: str) -> None:
    told = CardVerdict(ICCID, (Finding("account_balance_block", params={"balance": "-1,234.50 EUR"}),))
    assert "-1,234.50 EUR" in compose([told], audience=Audience.FORWARDER, language=language).text
    desk = Desk(possession_url="https://desk.example/p?a=1&b=%20x", products_url="https://desk.example/products/#all")
    assert desk.possession_url in compose([], audience=Audience.STRANGER, language=language, desk=desk).text
    assert desk.products_url in compose([], audience=Audience.PROSPECT, language=language, desk=desk).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", [Audience.STRANGER, Audience.PROSPECT])
@pytest.mark.parametrize("category", ["network", "presales", "dealer", "refund", "other"])
def test_stranger_and_prospect_learn_nothing(language: str, audience: Audience, category: str) -> None:
    told = replace(apn_verdict("secret.apn", "their.apn"), facts={"package": "SECRETPACK"})
    bare = compose([], audience=audience, language=language, category=category)
    full = compose([told], audience=audience, language=language, category=category, people=PEOPLE, promised_at=AT)
    assert full == bare


@pytest.mark.parametrize("language", LANGUAGES)
def test_forwarder_gets_a_text_in_the_end_users_language(language: str) -> None:
    verdict = apn_verdict("iot.example.net", "internet")
    answer = compose(
        [verdict], audience=Audience.FORWARDER, language=language, people=replace(PEOPLE, end_user_language="ja")
    )
    block = pass_on_block(answer.text, language)
    assert catalogue("ja").say("opening.pass_on") in block
    assert "iot.example.net" in block
    assert "Zhou Min" not in block


def test_end_user_in_a_language_without_words_gets_english() -> None:
    people = replace(PEOPLE, end_user_language="ko")
    answer = compose([apn_verdict("a.b", "c.d")], audience=Audience.FORWARDER, language="zh", people=people)
    assert "Your card has been checked; here is the result." in pass_on_block(answer.text, "zh")
    assert compose([], audience=Audience.STRANGER, language="ru").language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_end_user_never_reads_the_accounts_own_matters(language: str) -> None:
    for code, params in {
        "account_balance_block": {"balance": "-12.00 EUR"},
        "account_cost_limit": {"limit": "900 EUR"},
        "card_suspended_by_customer": {"by": "Colleague Name"},
    }.items():
        told = CardVerdict(ICCID, (Finding(code, params=params),), "customer_account")
        (secret,) = params.values()
        forwarded = compose([told], audience=Audience.FORWARDER, language=language, people=PEOPLE).text
        assert secret in forwarded
        assert secret not in pass_on_block(forwarded, language)
        assert secret not in compose([told], audience=Audience.END_USER, language=language).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", list(Audience))
def test_every_code_makes_a_whole_letter(language: str, audience: Audience) -> None:
    for code, known in CODES.items():
        for party in {known.party, "equipment", "provider", "undetermined"}:
            told = CardVerdict(ICCID, (Finding(code),), party, suspected_party="equipment")
            text = compose([told], audience=audience, language=language, promised_at=AT).text
            assert not set("{}[]") & set(text), code


@pytest.mark.parametrize(
    "category", ["network", "usage", "apn", "recharge", "refund", "replacement", "hardware", "other"]
)
def test_card_without_fault_gets_the_first_answer_of_its_category(category: str) -> None:
    for language in LANGUAGES:
        text = compose([CardVerdict(ICCID)], audience=Audience.END_USER, language=language, category=category).text
        assert catalogue(language).say("card.fine") in text
        assert catalogue(language).say(f"first.{category}") in text


def test_proven_alternative_changes_the_step_and_its_actor() -> None:
    told = CardVerdict(ICCID, (Finding("card_not_activated"),), "provider", who_acts=("customer",))
    text = compose([told], audience=Audience.END_USER, language="en").text
    assert "Next step (our side): We put this right on our side" in text
    assert "Please activate the card" not in text


def test_readings_are_asked_for_once_and_in_order() -> None:
    told = [replace(apn_verdict("a.b", "c.d", iccid), readings_wanted=READINGS[:4]) for iccid in (ICCID, OTHER)]
    text = compose(told, audience=Audience.END_USER, language="ar").text
    assert "\n" + "\n".join(READINGS[:4]) + "\n" in text
    assert text.count("AT+CPIN?") == 1


def test_many_cards_are_grouped_listed_to_twenty_and_counted() -> None:
    iccids = [f"898602492133349{number:05d}" for number in range(25)]
    told = [
        CardVerdict(iccid, (Finding("package_expired", params={"expires_at": AT}),), "customer_account")
        for iccid in iccids
    ]
    text = compose([*told, CardVerdict(OTHER)], audience=Audience.END_USER, language="en").text
    assert "Cards checked: 26" in text
    assert "1. Cards with the same result: 25" in text
    assert [iccid for iccid in iccids if iccid in text] == iccids[:20]
    assert "- further cards, not listed here: 5" in text
    assert text.count("has expired") == 1


def test_group_shows_with_each_card_what_differs() -> None:
    told = [apn_verdict("iot.example.net", used, iccid) for used, iccid in (("internet", ICCID), ("cmnet", OTHER))]
    text = compose(told, audience=Audience.END_USER, language="en").text
    assert f"- {ICCID} (internet)\n- {OTHER} (cmnet)\n" in text
    assert 'set the APN on the device to "iot.example.net"' in text


def test_blocking_comes_before_informational_and_well() -> None:
    well = CardVerdict("8986000000000000001")
    informed = CardVerdict("8986000000000000002", (Finding("metering_difference", Severity.INFORMATIONAL),))
    blocked = CardVerdict("8986000000000000003", (Finding("package_expired"),))
    text = compose([well, informed, blocked], audience=Audience.END_USER, language="en").text
    assert text.index(blocked.iccid) < text.index(informed.iccid) < text.index(well.iccid)


def test_evidence_without_a_word_stays_with_us() -> None:
    lines = (
        EvidenceLine("card.state", "suspended", AT),
        EvidenceLine("peers.failing_count", 77, AT),
        EvidenceLine("package.used_bytes", 1_500_000, AT),
    )
    told = CardVerdict(ICCID, (Finding("package_expired"),), "customer_account", evidence=lines)
    text = compose([told], audience=Audience.FORWARDER, language="de").text
    assert "- Zustand der Karte: gesperrt (Stand: 23. November 2026, 09:30 UTC)" in text
    assert "- Verbrauchte Daten: 1.50 MB (1500000 bytes) (Stand: 23. November 2026, 09:30 UTC)" in text
    assert "77" not in text


def test_end_user_is_not_told_a_suspicion() -> None:
    told = CardVerdict(ICCID, (Finding("stale_session"),), "undetermined", suspected_party="equipment")
    forwarded = compose([told], audience=Audience.FORWARDER, language="en").text
    assert "The signs so far point to the device" in forwarded
    assert "The signs so far point to the device" not in pass_on_block(forwarded, "en")


@pytest.mark.parametrize(
    "name", ["Visit https://evil.example", "a@b.example", "two\nlines", "x" * 61, "www.evil.example"]
)
def test_name_that_may_carry_more_than_a_name_is_left_out(name: str) -> None:
    people = People(name, name, "en")
    with_name = compose([apn_verdict("a.b", "c.d")], audience=Audience.FORWARDER, language="en", people=people)
    assert with_name == compose([apn_verdict("a.b", "c.d")], audience=Audience.FORWARDER, language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_carries_no_invisible_marks_that_a_copied_identifier_would_take_along(language: str) -> None:
    text = compose([apn_verdict("iot.example.net", "internet")], audience=Audience.FORWARDER, language=language).text
    assert not set("\u200b\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\ufeff") & set(text)


def test_unknown_code_is_looked_at_by_a_person() -> None:
    text = compose([CardVerdict(ICCID, (Finding("brand_new"),))], audience=Audience.END_USER, language="fr").text
    assert catalogue("fr").say("unknown.next") in text


def test_sheet_has_one_harmless_row_a_card() -> None:
    sheet = verdict_sheet([apn_verdict("=cmd", "x"), CardVerdict("=1+1")], "es")
    rows = sheet.split("\r\n")
    assert rows[0] == "ICCID,Lo que hemos encontrado,Responsabilidad,Siguiente paso"
    assert rows[1].startswith(f"{ICCID},")
    assert rows[2].startswith("'=1+1,")
