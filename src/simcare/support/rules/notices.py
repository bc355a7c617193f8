"""Short texts to customers in eight languages: known words for an incident, and the question after solving."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from simcare.support.rules.answers.catalogue import LANGUAGES, language_for

KNOWN_UPDATES: Final = ("found", "working", "over")
"""Updates that exist in every language: we know of it, we work on it, it is over."""


def known_update(name: str, *, desk: str) -> dict[str, str]:
    """The text of a known update in every language, signed by the desk."""
    return {language: _words()[language]["update"][name].replace("{desk}", desk) for language in LANGUAGES}


def with_english_remark(text: str, language: str) -> str:
    """A text in English for somebody who speaks another language, saying so in that one."""
    return f"{_words()[language_for(language)]['update']['in_english']}\n\n{text}"


def satisfaction_question(language: str, *, number: int, links: dict[str, str], desk: str) -> tuple[str, str]:
    """Subject and text of the question; `links` has one for each score."""
    words = _words()[language_for(language)]["question"]
    lines = [f"{words[score]}\n{link}" for score, link in links.items()]
    end = words["end"].replace("{desk}", desk)
    return words["subject"].replace("{number}", str(number)), "\n\n".join([words["text"], *lines, end])


@cache
def _words() -> dict[str, Any]:  # Any: tables nest as TOML does
    return tomllib.loads((files("simcare.support.rules") / "notices.toml").read_text(encoding="utf-8"))
