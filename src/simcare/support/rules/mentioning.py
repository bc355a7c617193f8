"""Whom a note names: `@` and a colleague's name or the beginning of his address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be named."""

    id: int
    name: str
    email: str

    @property
    def handles(self) -> tuple[str, ...]:
        """What may stand behind the @, the longest first."""
        called = {self.name.casefold(), self.email.split("@")[0].casefold()} - {""}
        return tuple(sorted(called, key=len, reverse=True))


@dataclass(frozen=True)
class Mention:
    """A colleague at a place of a text: text[start:end] is what was written, with its @."""

    start: int
    end: int
    colleague: Colleague


def mentions(text: str, colleagues: Iterable[Colleague]) -> list[Mention]:
    """Everybody whom the text names, in its order. A name that two colleagues share names nobody."""
    folded = text.casefold()
    if len(folded) != len(text):  # a few letters fold to two; places would not agree
        folded = text.lower() if len(text.lower()) == len(text) else text
    handles = _handles(colleagues)
    found, place = [], folded.find("@")
    while place >= 0:
        named = None if _is_inside_a_word(folded, place) else _named_at(folded, place + 1, handles)
        if named:
            handle, colleague = named
            found.append(Mention(place, place + 1 + len(handle), colleague))
        place = folded.find("@", place + 1)
    return found


def _handles(colleagues: Iterable[Colleague]) -> Sequence[tuple[str, Colleague]]:
    by_handle: dict[str, list[Colleague]] = {}
    for colleague in colleagues:
        for handle in colleague.handles:
            by_handle.setdefault(handle, []).append(colleague)
    alone = [(handle, called[0]) for handle, called in by_handle.items() if len(called) == 1]
    return sorted(alone, key=lambda pair: -len(pair[0]))


def _named_at(text: str, place: int, handles: Sequence[tuple[str, Colleague]]) -> tuple[str, Colleague] | None:
    """The longest name that stands here and ends here."""
    for handle, colleague in handles:
        end = place + len(handle)
        if text.startswith(handle, place) and not (end < len(text) and (text[end].isalnum() or text[end] == "_")):
            return handle, colleague
    return None


def _is_inside_a_word(text: str, place: int) -> bool:
    """Whether this @ is part of an e-mail address."""
    return place > 0 and (text[place - 1].isalnum() or text[place - 1] in "._-+")
