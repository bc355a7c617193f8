"""Identifiers: one spelling each; a wrong check digit warns and never refuses."""

import pytest

from simcare.cards.errors import IdentifierUnreadable
from simcare.cards.rules.identifiers import (
    iccid_key,
    luhn_valid,
    normalise_iccid,
    normalise_msisdn,
    read_imei,
    read_imsi,
    swap_half_bytes,
    with_check_digit,
)


@pytest.mark.parametrize(
    ("written", "iccid"),
    [
        ("89860425110030001205", "89860425110030001205"),
        (" 8986 0425-1100 3000.1205 ", "89860425110030001205"),
        ("８９８６０４２５１１００３０００１２０５", "89860425110030001205"),
        ("898600d6991330004146", "898600D6991330004146"),
        ("8970200491417752578F", "8970200491417752578"),
        ("98684052110003002150", "89860425110030001205"),
        ("8988303000000000000", "8988303000000000000"),
    ],
)
def test_an_iccid_has_one_spelling(written: str, iccid: str) -> None:
    assert normalise_iccid(written) == iccid


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("8986", "19 or 20"),
        ("8" * 21, "19 or 20"),
        ("12345678901234567890", "starts with 89"),
        ("8986ABCD110030001205", "starts with 89"),
    ],
)
def test_what_is_no_iccid_is_refused_in_words(written: str, word: str) -> None:
    with pytest.raises(IdentifierUnreadable, match=word):
        normalise_iccid(written)


def test_both_spellings_of_a_card_have_one_key() -> None:
    assert iccid_key("89860425110030001205") == iccid_key("8986042511003000120") == "8986042511003000120"


def test_the_check_digit_completes_and_is_checked() -> None:
    assert with_check_digit("8986042511003000120") == "89860425110030001205"
    assert luhn_valid("89860425110030001205")
    assert not luhn_valid("89860425110030001206")
    assert not luhn_valid("898600D6991330004146")
    with pytest.raises(IdentifierUnreadable):
        with_check_digit("898600D")


def test_half_bytes_turn_round_twice_to_themselves() -> None:
    assert swap_half_bytes(swap_half_bytes("98684052")) == "98684052"


@pytest.mark.parametrize(
    ("digits", "country", "plmn"),
    [("460001234567890", "460", "46000"), ("310150123456789", "310", "310150"), ("901288000000001", "901", "90128")],
)
def test_an_imsi_is_taken_apart_by_the_table(digits: str, country: str, plmn: str) -> None:
    imsi = read_imsi(digits)
    assert (imsi.country_code, imsi.plmn, imsi.plmn + imsi.subscriber) == (country, plmn, digits)


@pytest.mark.parametrize("written", ["", "46000", "46000123456789012", "46000ABC"])
def test_what_is_no_imsi_is_refused(written: str) -> None:
    with pytest.raises(IdentifierUnreadable):
        read_imsi(written)


def test_the_spellings_of_an_imei_are_one_device() -> None:
    spellings = ["49015420323751", "490154203237518", "4901542032375112", "49-015420-323751-8", "490154/20/323751/8"]
    assert {read_imei(written).key for written in spellings} == {"49015420323751"}


def test_a_strange_imei_warns() -> None:
    assert read_imei("490154203237518").warning is None
    assert "check digit" in (read_imei("490154203237510").warning or "")
    assert "repeats" in (read_imei("000000000000000").warning or "")
    assert read_imei("4901542032375112").warning is None


@pytest.mark.parametrize("written", ["", "4901542032375", "49015420323751123", "4901542032375X"])
def test_what_is_no_imei_is_refused(written: str) -> None:
    with pytest.raises(IdentifierUnreadable):
        read_imei(written)


@pytest.mark.parametrize(
    ("written", "region", "digits"),
    [
        ("+86 138-0013-8000", None, "8613800138000"),
        ("008613800138000", None, "8613800138000"),
        ("138 0013 8000", "CN", "8613800138000"),
        ("882360012345678", None, "882360012345678"),
        ("+882 36 001 2345", "DE", "882360012345"),
    ],
)
def test_an_msisdn_is_e164(written: str, region: str | None, digits: str) -> None:
    assert normalise_msisdn(written, region) == digits


@pytest.mark.parametrize("written", ["", "12", "1234567890123456", "12a45678"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(IdentifierUnreadable):
        normalise_msisdn(written)
