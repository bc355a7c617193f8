"""The pages in other languages: catalogues hold every word, keep every placeholder, and are used."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.test import Client

from simcare.web import catalogues

PLACEHOLDERS = re.compile(r"%\(\w+\)s|%[sd]|<[^>]+>")


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


def _words_of(message: Message) -> bool:
    """Whether it has a translation, in every plural form of its language."""
    return all(message.string) if message.pluralizable else bool(message.string)


@pytest.mark.parametrize(("language", "word", "direction"), [("zh-hans", "登录", "ltr"), ("ar", "تسجيل الدخول", "rtl")])
def test_the_chosen_language_is_spoken(settings: object, language: str, word: str, direction: str) -> None:
    catalogues.compile_all()
    settings.ROOT_URLCONF = "tests.web.preview"  # type: ignore[attr-defined]  # pytest-django's settings
    client = Client()
    client.cookies["django_language"] = language
    page = client.get("/look/sign-in/").content.decode()
    assert word in page
    assert f'<html lang="{language}" dir="{direction}"' in page
