"""Every page forbids what it does not need, and its own parts live with that."""

import re
from pathlib import Path

import pytest
from django.test import Client

from simcare.web import assets

TEMPLATES = sorted((assets.PACKAGE / "templates").rglob("*.html"))


@pytest.fixture
def answer(settings: object) -> object:
    settings.ROOT_URLCONF = "tests.web.preview"  # type: ignore[attr-defined]  # pytest-django's settings
    return Client().get("/look/sign-in/")


def test_policy_allows_only_our_own_scripts_with_a_nonce(answer: object) -> None:
    policy = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]  # Django's response
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}'(;|$)", policy)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_nonce_is_new_for_every_answer(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.web.preview"  # type: ignore[attr-defined]  # pytest-django's settings
    policies = {Client().get("/look/sign-in/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_pages_are_not_kept_by_caches(answer: object) -> None:
    assert answer.headers["Cache-Control"] == "no-store, private"  # type: ignore[attr-defined]  # Django's response


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_style_or_handlers_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:|\|safe|autoescape off", text) == []


@pytest.mark.parametrize("sheet", sorted(assets.PACKAGE.glob("static/simcare/*.css")), ids=lambda path: path.name)
def test_sheets_know_no_left_or_right(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    sides = r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\s*[:;]"
    assert re.findall(sides, css, re.MULTILINE) == []
