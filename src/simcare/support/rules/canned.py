"""Canned answers: words with places, in the language of whoever is answered. Pure.

A place that nobody knows is refused when the words are saved, and one without a value when they are used: no customer
ever reads a brace or a hole. A part in square brackets goes away when its place has no value (see `answers.filling`).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from simcare.support.errors import EmptyPlace, UnknownPlace
from simcare.support.rules.answers.filling import fill, places, unguarded_places

PLACES: Final = ("name", "ticket", "card", "account", "agent", "subject")
"""What a text may show: the customer's name, the ticket's number, its card, its account, who writes, the subject."""

LANGUAGES: Final = ("en", "zh-hans", "es", "fr", "de", "pt", "ja", "ar")
_NEAREST: Final = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hant": "zh-hans", "zh-tw": "zh-hans"}


def check(text: str) -> None:
    """Raises UnknownPlace, naming what nobody can fill."""
    strangers = sorted(places(text) - set(PLACES))
    if strangers:
        raise UnknownPlace(
            "Nobody knows %(strangers)s. Known are %(known)s.", strangers=_braced(strangers), known=_braced(PLACES)
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words as the customer reads them. Raises UnknownPlace and EmptyPlace, each naming the places."""
    check(text)
    empty = sorted(name for name in unguarded_places(text) if not values.get(name))
    if empty:
        raise EmptyPlace("This ticket has no %(places)s.", places=_braced(empty))
    return fill(text, values)


def _braced(names: Iterable[str]) -> list[str]:
    return ["{" + name + "}" for name in names]


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text for a reader of this language and the language it is in: English where there is none, else any."""
    wanted = language.lower()
    tried = (wanted, _NEAREST.get(wanted, ""), wanted.split("-")[0], "en", *sorted(texts))
    found = next(code for code in tried if texts.get(code))
    return texts[found], found
