"""The pages in other languages: catalogues hold every word, keep every placeholder, and are used."""

import re
from pathlib import Path

import pytest
from babel.messages import pofile
from django.test import Client

from simcare.web import catalogues

PLACEHOLDERS = re.compile(r"%\(\w+\)s|%[sd]|<[^>]+>")
CATALOGUES = sorted(catalogues.LOCALE.rglob("*.po"))


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_word_is_translated_with_its_placeholders(po: Path) -> None:
    with po.open("rb") as source:
        catalogue = pofile.read_po(source, locale=po.parts[-3])
    wanted = {message.id for message in catalogues.extract_all() if message.id}
    kept = {message.id: message for message in catalogue if message.id}
    assert wanted - kept.keys() == set()
    wrong = [
        message.id
        for message in kept.values()
        if not message.pluralizable
        and sorted(PLACEHOLDERS.findall(str(message.id))) != sorted(PLACEHOLDERS.findall(str(message.string)))
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "word", "direction"), [("zh-hans", "登录", "ltr"), ("ar", "تسجيل الدخول", "rtl")])
def test_the_chosen_language_is_spoken(settings: object, language: str, word: str, direction: str) -> None:
    catalogues.compile_all()
    settings.ROOT_URLCONF = "tests.web.preview"  # type: ignore[attr-defined]  # pytest-django's settings
    client = Client()
    client.cookies["django_language"] = language
    page = client.get("/look/sign-in/").content.decode()
    assert word in page
    assert f'<html lang="{language}" dir="{direction}"' in page
