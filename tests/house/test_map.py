"""docs/map.md says what the code does."""

from simcare.cli.reactions import MAP, house_map


def test_the_map_is_not_stale() -> None:
    assert MAP.read_text() == house_map(), "write it anew: ./simcare reactions --write-map"
