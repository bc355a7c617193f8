"""How words of the desk stand in a column."""

from enum import StrEnum


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The words, as a column keeps them."""
    return [(word.value, word.value) for word in words]
