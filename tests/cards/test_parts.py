"""Cards found by any part of a name: whatever its characters are, and by the index even behind the wall."""

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from simcare.cards.models import Card, Product
from simcare.cards.models.parts import runs_of
from simcare.kernel.tenancy import acting_as_account

LABELS = ("roof 7", "O'Brien's \\ 100% van_1", "水道メーター七号", "Überwachung", "a:b & c|d ! (e)", "x" * 300)


@pytest.fixture
def cards() -> list[Card]:
    product = Product.objects.create(code="P1", name="One")
    return [
        Card.objects.create(
            iccid=f"8986000000{n:09d}", iccid_key=f"8986000000{n:09d}", product=product, platform="x", label=label
        )
        for n, label in enumerate(LABELS)
    ]


@pytest.mark.django_db
def test_every_part_of_every_label_finds_its_card_and_what_differs_does_not(cards: list[Card]) -> None:
    for card in cards:
        names = Card.objects.get(id=card.id).names_text
        start = names.index(card.label.upper()[:3])
        for length in (3, 4, 5, 9):
            for at in range(start, min(len(names), start + 40) - length + 1):
                part = names[at : at + length]
                found = set(Card.objects.filter(names_text__has_part=part).values_list("id", flat=True))
                assert found == {each.id for each in Card.objects.all() if part in each.names_text}, part
    for other in ("ROOF 8", "VANX1", "100X", "七七七", "%%%", "___"):
        assert not Card.objects.filter(names_text__has_part=other).exists(), other


@pytest.mark.django_db
def test_behind_the_wall_parts_are_found_by_the_index(cards: list[Card]) -> None:
    """Only what can't leak may ask an index there (decision 11)."""
    with connection.cursor() as cursor, acting_as_account(1):
        cursor.execute("CREATE ROLE parts_reader; GRANT SELECT ON cards_card TO parts_reader")
        cursor.execute("SET LOCAL ROLE parts_reader; SET LOCAL enable_seqscan = off")
        plan = Card.objects.filter(names_text__has_part="0007").explain()
        cursor.execute("RESET ROLE")
    assert "card_names_by_runs" in plan


@given(st.text(min_size=3), st.integers(0, 50), st.integers(3, 12))
def test_a_name_has_all_runs_of_each_of_its_parts(name: str, start: int, length: int) -> None:
    """As the function of the migration cuts a name: so many characters from each place on, the last three too."""
    cut = {name[at : at + 4] for at in range(len(name) - 2)}
    part = name[start : start + length]
    if len(part) == 3:
        assert any(run.startswith(part) for run in cut)
    elif len(part) > 3:
        assert _read(runs_of(part)) <= cut


def _read(asked: str) -> set[str]:
    """The runs in the notation of PostgreSQL, taken apart again."""
    runs = re.findall(r"'((?:[^'\\]|''|\\\\)*)'(?: & |$)", asked, re.DOTALL)
    assert 1 <= len(runs) <= 3
    return {run.replace("''", "'").replace("\\\\", "\\") for run in runs}
