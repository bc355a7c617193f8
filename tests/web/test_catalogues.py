"""The pages in other languages: catalogues hold every word, keep every placeholder, and are used."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from simcare.kernel import policy
from simcare.operators.values import FIELDS
from simcare.web import catalogues
from simcare.web.assets import ROOT
from simcare.web.staff import field_words, record_words, words

SPOKEN = [
    ("zh-hans", "登录", "ltr"),
    ("es", "Iniciar sesión", "ltr"),
    ("fr", "Se connecter", "ltr"),
    ("de", "Anmelden", "ltr"),
    ("pt", "Iniciar sessão", "ltr"),
    ("ja", "サインイン", "ltr"),
    ("ar", "تسجيل الدخول", "rtl"),
]
PLACEHOLDERS = re.compile(r"%\(\w+\)s|%[sd]|<[^>]+>")
ALIKE = {
    "all": {"APN", "Ping", "WhatsApp", "WeChat"},
    "de": {
        "Standby",
        "Signal (dBm)",
        "Chat",
        "firewall",
        "Server",
        "Online",
        "Offline",
        "Support",
        "Code",
        "Tickets",
        "Name",
        "Desk",
        "Ticket",
        "Details",
    }
    | {"Firmware", "Passkeys", "Push", "Team", "Version %(n)s", "Portal"},
    "es": {
        "Firmware",
        "Chat",
        "Portal",
        "Macro",
        "Macros",
        "no",
        "Tickets",
        "Ticket",
        "%d d",
        "%d h",
        "%d min",
        "s",
        "h",
    },
    "fr": {"Macro", "Macros", "Audit", "%(name)s, version %(version)s", "Note", "Module", "Active", "Volume", "Agent"}
    | {
        "Notifications",
        "Conversation",
        "Action",
        "Conditions",
        "Contact",
        "Signal (dBm)",
        "Incident",
        "Invitation",
        "Message",
        "Push",
        "Support",
        "Code",
        "Incidents",
        "Incident %(name)s",
        "Session",
        "signal",
    }
    | {
        "Tickets",
        "Contacts",
        "Desk",
        "Verdicts",
        "Menu",
        "Ticket",
        "via %(name)s",
        "Verdict",
        "Version %(n)s",
        "Source",
    }
    | {"Clause %(clause)s", "%d h", "%d min", "s", "h"},
    "pt": {
        "Firmware",
        "Chat",
        "Portal",
        "firewall",
        "Push",
        "Macro",
        "Macros",
        "Online",
        "Offline",
        "Volume",
        "Tickets",
        "Desk",
        "Menu",
        "Ticket",
        "via %(name)s",
        "%d d",
        "%d h",
    }
    | {"%d min", "s", "h"},
}
"""Words that a language has in common with English; any other that stands there in English was not translated."""


@pytest.mark.parametrize("folder", catalogues.folders(), ids=lambda folder: folder.name)
def test_every_word_is_translated_with_its_placeholders(folder: Path) -> None:
    kept = {message.id: message for po in catalogues.parts(folder) for message in catalogues.read(po) if message.id}
    wanted = {message.id for message in catalogues.extract_all() if message.id}
    assert wanted - kept.keys() == set()
    assert [message.id for message in kept.values() if not _words_of(message)] == []
    wrong = [
        message.id
        for message in kept.values()
        if not message.pluralizable
        and sorted(PLACEHOLDERS.findall(str(message.id))) != sorted(PLACEHOLDERS.findall(str(message.string)))
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", catalogues.folders(), ids=lambda folder: folder.name)
def test_no_word_is_translated_in_two_catalogues(folder: Path) -> None:
    """Of two that differ, one would be shown in the other's place: a button that attaches tickets said "Einbuchung"."""
    seen: dict[tuple[object, str | None], list[str]] = {}
    for po in catalogues.parts(folder):
        for message in catalogues.read(po):
            if message.id:
                seen.setdefault((message.id, message.context), []).append(po.stem)
    assert {word: places for word, places in seen.items() if len(places) > 1} == {}


def test_every_language_of_the_desk_is_offered() -> None:
    assert catalogues.languages() == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("folder", catalogues.folders(), ids=lambda folder: folder.name)
def test_no_word_is_left_in_english(folder: Path) -> None:
    alike = ALIKE["all"] | ALIKE.get(folder.name, set())
    english = {
        str(message.id)
        for po in catalogues.parts(folder)
        for message in catalogues.read(po)
        if message.id and message.id == message.string
    }
    assert english - alike == set()


def test_every_policy_has_a_name(policies: None) -> None:
    assert {version.name for version in policy.list_versions()} - record_words.POLICIES.keys() == set()


def test_every_field_and_choice_of_evidence_has_a_name() -> None:
    said = words.FIELDS.keys() | field_words.FIELDS.keys()
    assert {name for name in FIELDS if not name.startswith("at.")} - said == set()
    assert {each for field in FIELDS.values() for each in field.choices} - field_words.CHOICES.keys() == set()


def test_terms_and_changes_are_said_in_words() -> None:
    with translation.override("de"):
        assert record_words.term_name("calendar hours fri") == "Kalender · Stunden · Fr"
        assert record_words.term_name("needs_second_person suspend") == "Braucht eine zweite Person · Dienst sperren"
        assert record_words.change_name("target_minutes") == "Ziel"
        assert record_words.change_name("what_nobody_named") == "What nobody named"


def test_every_deed_of_the_audit_has_a_name() -> None:
    """An action that is recorded somewhere in the house, and that its page could only show as a code."""
    recorded = {
        action
        for path in (ROOT / "src" / "simcare").rglob("*.py")
        for action in re.findall(r'(?:audits?\.)?\brecord\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(recorded) > 10
    assert recorded - record_words.DEEDS.keys() == set()


def _words_of(message: Message) -> bool:
    """Whether it has a translation, in every plural form of its language."""
    return all(message.string) if message.pluralizable else bool(message.string)


@pytest.mark.parametrize(("language", "word", "direction"), SPOKEN)
@override_settings(ROOT_URLCONF="tests.web.preview")
def test_the_chosen_language_is_spoken(language: str, word: str, direction: str) -> None:
    catalogues.compile_all()
    client = Client()
    client.cookies["django_language"] = language
    page = client.get("/look/sign-in/").content.decode()
    assert word in page
    assert f'<html lang="{language}" dir="{direction}"' in page
