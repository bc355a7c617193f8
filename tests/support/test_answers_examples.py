"""Whole letters as a customer reads them: six situations in three scripts, kept as texts in `answers/` to be read.

After a wanted change of words, `docs/answers.md` says how to write them anew; the difference is reviewed like code.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simcare.support.rules.answers import (
    Answer,
    Audience,
    CardVerdict,
    Desk,
    EvidenceLine,
    Finding,
    People,
    compose,
)

TEXTS = Path(__file__).parent / "answers"
DESK = Desk(
    "Simcare After-Sales",
    "support@simcare.example",
    "https://simcare.example/proof",
    None,
    "https://simcare.example/products",
)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PROMISED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
PEOPLE = People("Zhou Min", "Daniel Okafor", "en")

EXPIRED = CardVerdict(
    "89860249213334946911",
    (Finding("package_expired", params={"expires_at": ENDED}),),
    "customer_account",
    confidence=0.95,
    evidence=(EvidenceLine("card.state", "suspended", AT), EvidenceLine("package.remaining_bytes", 0, AT)),
)
WRONG_APN = CardVerdict(
    "8944503199805534367",
    (Finding("apn_wrong", params={"apn": "iot.simcare.example", "apn_used": "internet", "cause": "ESM:27"}),),
    "customer_configuration",
    confidence=0.95,
)
BROKEN_DEVICE = CardVerdict(
    "89860072186190142982", (Finding("device_defective", params={"tested_at": AT}),), "equipment", confidence=0.9
)
FINE = CardVerdict("89852336266370926461", confidence=0.9, facts={"apn": "iot.simcare.example"})

SITUATIONS: dict[str, Callable[[str], Answer]] = {
    "forwarded-expired-package": lambda language: compose(
        [EXPIRED],
        audience=Audience.FORWARDER,
        language=language,
        people=PEOPLE,
        category="network",
        promised_at=PROMISED,
        desk=DESK,
    ),
    "end-user-wrong-apn": lambda language: compose(
        [WRONG_APN],
        audience=Audience.END_USER,
        language=language,
        people=People("Daniel Okafor"),
        category="apn",
        promised_at=PROMISED,
        desk=DESK,
    ),
    "forwarded-three-cards": lambda language: compose(
        [FINE, BROKEN_DEVICE, EXPIRED],
        audience=Audience.FORWARDER,
        language=language,
        people=PEOPLE,
        category="network",
        promised_at=PROMISED,
        desk=DESK,
    ),
    "end-user-refund": lambda language: compose(
        [FINE], audience=Audience.END_USER, language=language, category="refund", promised_at=PROMISED, desk=DESK
    ),
    "stranger": lambda language: compose([EXPIRED], audience=Audience.STRANGER, language=language, desk=DESK),
    "prospect": lambda language: compose(
        [], audience=Audience.PROSPECT, language=language, category="presales", desk=DESK
    ),
}


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_letter_reads_as_kept(situation: str, language: str) -> None:
    answer = SITUATIONS[situation](language)
    kept = (TEXTS / f"{situation}.{language}.txt").read_text(encoding="utf-8")
    assert f"{answer.subject}\n\n{answer.text}" == kept
