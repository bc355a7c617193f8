"""Replies measured on the texts of other parsers' own tests; see ../shared/data/README.md."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simcare.messaging.rules.mime import parse
from simcare.messaging.rules.replies import Fragment, fragments, visible_reply
from tests.budget import work_budget


def held(truth: dict[str, Any], parts: list[Fragment], reply: str) -> Iterator[tuple[str, bool]]:
    """Each single demand of a truth and whether it holds."""

    def text(at: int) -> str:
        return parts[at].text if at < len(parts) else ""

    for demand, value in truth.items():
        match demand:
            case "fragment_count":
                yield demand, len(parts) == value
            case "quoted_flags" | "signature_flags" | "hidden_flags":
                yield demand, [getattr(part, demand.removesuffix("_flags")) for part in parts] == value
            case "fragment_flags":
                yield from (
                    (demand, at < len(parts) and getattr(parts[at], flag) == wanted) for at, flag, wanted in value
                )
            case "fragment_contains":
                yield from ((demand, wanted in text(at)) for at, wanted in value)
            case "fragment_text":
                yield from ((demand, wanted == text(at)) for at, wanted in value)
            case "fragment_text_stripped":
                yield from ((demand, wanted == text(at).strip()) for at, wanted in value)
            case "fragment_regex":
                yield from ((demand, re.search(pattern, text(at)) is not None) for at, pattern in value)
            case "reply_contains":
                yield from ((demand, wanted in reply) for wanted in value)
            case "reply_not_contains":
                yield from ((demand, unwanted not in reply) for unwanted in value)
            case "reply_text":
                yield demand, reply == value
            case _:
                raise AssertionError(f"no check for {demand}")


@pytest.mark.shared
@pytest.mark.parametrize("source", ["zapier", "github", "willdurand"])
def test_exact_truths_hold(shared_data: Path, source: str) -> None:
    folder = shared_data / "replies" / source
    results = []
    for name, truth in json.loads((folder / "expected.json").read_text("utf-8")).items():
        text = (folder / name).read_text("utf-8")
        results += [(name, demand, holds) for demand, holds in held(truth, fragments(text), visible_reply(text))]
    broken = [result for result in results if not result[2]]
    assert len(broken) <= 0.05 * len(results), broken


@pytest.mark.shared
def test_the_pathological_text_is_cut_within_a_budget(shared_data: Path) -> None:
    text = (shared_data / "replies" / "zapier" / "pathological.txt").read_text("utf-8")
    with work_budget(2):
        fragments(text)


@pytest.mark.shared
def test_the_strings_that_crisp_demands_are_among_what_we_show(shared_data: Path) -> None:
    folder = shared_data / "replies" / "crisp"
    checks = []
    for name, truth in json.loads((folder / "expected.json").read_text("utf-8")).items():
        if (folder / name).exists():
            text = (folder / name).read_text("utf-8")
            seen = [visible_reply(text), *(part.text.strip() for part in fragments(text))]
            checks += [(name, wanted.strip() in seen) for wanted in truth["asserted_strings"]]
    broken = [name for name, holds in checks if not holds]
    print(f"crisp: {len(checks) - len(broken)} of {len(checks)}")  # noqa: T201  # a figure for the reader of -s
    assert len(broken) <= 0.2 * len(checks), broken


@pytest.mark.shared
def test_the_reply_of_each_mail_client_is_found(shared_data: Path) -> None:
    """All say Hello; Thunderbird's answers below the quote, which therefore stays."""
    for path in sorted((shared_data / "talon" / "standard_replies").glob("*.eml")):
        reply = visible_reply(parse(path.read_bytes()).text)
        assert reply.splitlines()[-1] == "Hello", path.name
        assert reply == "Hello" or path.stem == "thunderbird"
