"""The labelled forwards of ../shared/data: at least 97 % right, no reply taken for a forward."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simcare.messaging.rules.forwards import own_words, peel
from simcare.messaging.rules.mime import parse

PROMISED = 0.97
_INVISIBLE = dict.fromkeys([0xFEFF, *range(0x200B, 0x2010)])


def folded(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s+", " ", text.translate(_INVISIBLE)).strip()


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines())


@pytest.mark.shared
def test_forwards_of_thirteen_client_families(shared_data: Path) -> None:
    right, truths = 0, list(rows(shared_data / "forwards"))
    for truth in truths:
        forward = peel(parse((shared_data / "forwards" / truth["eml"]).read_bytes()))
        assert (forward is not None) == truth["is_forward"], truth["id"]
        if forward is None:
            right += 1
            continue
        found = (forward.sender.email, forward.sender.name, forward.subject, folded(forward.text))
        right += found == (
            truth["sender_email"],
            truth["sender_name"],
            truth["original_subject"],
            folded(truth["original_body"]),
        )
        if truth["own_message_checked"]:
            assert folded(forward.forwarder_text) == folded(truth["own_message"]), truth["id"]
    assert right >= PROMISED * len(truths)


@pytest.mark.shared
def test_forwards_of_resellers_in_seven_languages(shared_data: Path) -> None:
    right, truths = 0, list(rows(shared_data / "forwards-zh"))
    for truth in truths:
        mail = parse((shared_data / "forwards-zh" / truth["file"]).read_bytes())
        forward = peel(mail)
        assert (forward is not None) == truth["is_forward"], truth["file"]
        if forward is None:
            right += folded(own_words(mail).text) == folded(truth["text"])
            continue
        found = (forward.sender.email, forward.sender.name, forward.subject, folded(forward.text))
        right += found == (truth["sender_email"], truth["sender_name"], truth["subject"], folded(truth["text"]))
        assert folded(forward.forwarder_text) == folded(truth["forwarder_text"]), truth["file"]
        assert folded(forward.older_text) == folded(truth.get("older_text")), truth["file"]
    assert right >= PROMISED * len(truths)
