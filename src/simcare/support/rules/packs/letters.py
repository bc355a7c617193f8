"""A pack in the supplier's language: the values of its PDF and page, and the letter that carries the link."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from simcare.support.rules.answers.catalogue import catalogue, language_for
from simcare.support.rules.packs.contents import Contents, StepLine

Words = Mapping[str, str]


@cache
def words_of(language: str) -> Words:
    """All words of a pack in one of the eight languages; English for any other."""
    name = f"{language_for(language)}.toml"
    return tomllib.loads((files(__package__) / "words" / name).read_text(encoding="utf-8"))


def finding(contents: Contents, language: str) -> str:
    """The verdict as a sentence."""
    key = f"finding.{contents.code}.wrong"
    known = catalogue(language)
    values = {name: value for name, value in contents.params.items() if isinstance(value, str | int)}
    return known.say(key, values) if known.find(key) else contents.code.replace("_", " ")


def pdf_values(contents: Contents, *, language: str, number: str, at: datetime) -> dict[str, Any]:
    """Everything that document and page show, as texts of one language."""
    words, known = words_of(language), catalogue(language)
    return {
        "words": dict(words),
        "number": number,
        "made": known.show(at),
        "iccid": contents.iccid,
        "finding": finding(contents, language),
        "confidence": f"{round(contents.confidence * 100)} %",
        "examined": known.show(contents.examined_at),
        "window_from": known.show(contents.window_from_at),
        "window_until": known.show(contents.window_until_at),
        "clear": words["clear"] if contents.is_clear else words["not_clear"].format(names=_covering(contents)),
        "is_clear": contents.is_clear,
        "equipment": [[words.get(name, name), value] for name, value in contents.equipment],
        "circumstances": [[words.get(name, name), value] for name, value in contents.circumstances],
        "steps": [_step(step, words, language) for step in contents.steps],
        "events": [[known.show(event.at), event.field, event.value] for event in contents.events],
        "photos": [],
    }


def letter(contents: Contents, *, language: str, supplier: str, link: str, until: datetime) -> tuple[str, str]:
    """Subject and text of the mail with the link."""
    words, known = words_of(language), catalogue(language)
    told = {
        "supplier": supplier,
        "iccid": contents.iccid,
        "finding": finding(contents, language),
        "link": link,
        "until": known.show(until),
        "device": ", ".join(value for name, value in contents.equipment if name != "imei"),
    }
    return words["mail_subject"].format(**told), words["mail_text"].format(**told).strip()


def _step(step: StepLine, words: Words, language: str) -> dict[str, Any]:
    notes = [[words.get(name, name), text] for name, text in step.notes.items()]
    state = [[words["card_state"], catalogue(language).find(f"state.{step.card_state}", step.card_state)]]
    return {
        "number": step.number,
        "title": words[f"step_{step.number}"],
        "works": step.result == "works",
        "result": words[step.result],
        "at": catalogue(language).show(step.at),
        "notes": notes + (state if step.card_state else []),
        "photos": [],
        "photo_ids": list(step.photo_ids),
        "photo_words": words["photo"].format(number=step.number),
    }


def _covering(contents: Contents) -> str:
    return ", ".join([*contents.incidents, *contents.notices])
