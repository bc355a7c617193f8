"""Finding the cards that people name, and nothing that only looks like one."""

import json
from pathlib import Path

import pytest

from simcare.cards.queries import iccids_in
from simcare.cards.rules.identifiers import luhn_valid
from tests.budget import work_budget

CARD = "89860425110030001205"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"card {CARD} is offline", CARD),
        (f"卡{CARD}掉线", CARD),
        (f"ICCID:{CARD}.", CARD),
        (f"ICCID{CARD}", CARD),
        ("8986 0425 1100 3000 1205", CARD),
        ("89860 42511 00300 01205", CARD),
        ("8986-0425-1100-3000-1205", CARD),
        ("8986.0425.1100.3000.1205", CARD),
        ("8986‑0425‑1100‑3000‑1205", CARD),
        ("８９８６０４２５１１００３０００１２０５", CARD),
        ("8986\u200b0425110030001205", CARD),
        ("8981012000000000018", "8981012000000000018"),
        ("8970200491417752578F", "8970200491417752578"),
        ("8970200491417752578f", "8970200491417752578"),
        ("898600D6991330004146", "898600D6991330004146"),
        ("898600d6991330004146", "898600D6991330004146"),
        ('+CRSM: 144,0,"98684052110003002150"', CARD),
        ("980702401914772575F8", "8970200491417752578"),
        ("8981 1012 9358 1297 506 and 12 more", "8981101293581297506"),
        ("8986085899984798830 5 days", "8986085899984798830"),
        (f'"{CARD}","3路","车01"', CARD),
    ],
)
def test_every_spelling_of_one_card(text: str, found: str) -> None:
    assert iccids_in([text]) == ([found])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "支付单号 4200002201202405231234567890",
        "8.98604E+19",
        "8.9860425110030001205E+19",
        "IMEI 861234050001234",
        "IMEISV 8612340500012345",
        "89123456-1234-1234-1234-123456789012",
        "898604251100300012051",
        "189860425110030001205",
        "tel 8613800138000, 8613800138001",
        "order 89-2024-06-19-0031",
        "89abcdef0123456789ab",
        "+89 8604 2511",
        "1.8986042511",
        "98072040194171572587",
    ],
)
def test_other_numbers_are_no_cards(text: str) -> None:
    assert iccids_in([text]) == []


def test_order_is_kept_and_each_card_comes_once() -> None:
    other = "89860425110030001213"
    assert iccids_in([f"{other}\n{CARD}", f"{CARD},{other}"]) == [other, CARD]


def test_the_longer_spelling_of_a_card_wins_whichever_comes_first() -> None:
    assert iccids_in([f"{CARD[:19]} {CARD}"]) == iccids_in([CARD, CARD[:19]]) == [CARD]


@pytest.mark.parametrize("between", ["..", "...", " - ", "-", "–", "~", " 至 ", "到", " to ", " bis ", "から", "…"])
def test_a_range_is_written_out_with_its_check_digits(between: str) -> None:
    found = iccids_in([f"{CARD}{between}89860425110030001312(12)"])
    assert len(found) == 12
    assert (found[0], found[1], found[-1]) == (CARD, "89860425110030001213", "89860425110030001312")
    assert all(map(luhn_valid, found))


def test_a_range_of_short_numbers_counts_all_digits() -> None:
    assert iccids_in(["8986042511003000120 - 8986042511003000122"]) == [
        "8986042511003000120",
        "8986042511003000121",
        "8986042511003000122",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "89860425110030001205..89860425119930001312",  # longer than the limit
        "89860425110030001312..89860425110030001205",  # backwards
        "89860425110030001200..89860425110030001310",  # wrong check digits: how they count is not known
        "89860425110030001205\n- 89860425110030001312",  # two lines of a list
        "89860425110030001205, 89860425110030001312",
    ],
)
def test_what_is_no_countable_range_gives_its_two_ends(text: str) -> None:
    assert len(iccids_in([text])) == 2


@pytest.mark.parametrize(
    "unit", ["8", "89 ", "89-1", "89.1234.", f"{CARD} ", "ab89", "98", "8986 0425 ", "89" + "a" * 17]
)
def test_a_megabyte_of_anything_is_read_in_time(unit: str) -> None:
    with work_budget():
        iccids_in([unit * (1_000_000 // len(unit))])


@pytest.mark.shared
def test_the_cards_of_forwarded_mails(shared_data: Path) -> None:
    from simcare.messaging.rules.mime import parse

    folder = shared_data / "forwards-zh"
    wrong = []
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        mail = parse((folder / truth["file"]).read_bytes())
        mails = [mail, *mail.attached]
        files = [
            file.content.decode("utf-8", "replace")
            for one in mails
            for file in one.attachments
            if file.media_type.startswith("text/")
        ]
        found = iccids_in([*(text for one in mails for text in (one.subject, one.text)), *files])
        if found != truth["iccids"]:
            wrong.append((truth["file"], found))
    assert wrong == []
