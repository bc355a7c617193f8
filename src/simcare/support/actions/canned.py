"""Canned answers and macros are kept: what they say and do is checked before anybody can use it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.kernel import audit
from simcare.support.errors import BadCannedAnswer, BadMacro
from simcare.support.models import CannedAnswer, Macro
from simcare.support.rules.canned import LANGUAGES, check
from simcare.support.rules.macros import Step, told

_SHORTCUT: Final = re.compile(r"[a-z0-9-]{1,30}")


@transaction.atomic
def keep_canned(*, shortcut: str, title: str, texts: Mapping[str, str], by: str, at: datetime) -> CannedAnswer:
    """Keep words for answers. Raises BadCannedAnswer, and UnknownPlace for a place that nobody can fill."""
    kept = {language: text.strip() for language, text in texts.items() if language in LANGUAGES and text.strip()}
    if not _SHORTCUT.fullmatch(shortcut):
        raise BadCannedAnswer("The shortcut is made of lower-case letters, digits and hyphens.")
    if not title.strip() or not kept:
        raise BadCannedAnswer("It needs a title, and a text in one language at least.")
    for text in kept.values():
        check(text)
    canned, _ = CannedAnswer.objects.update_or_create(
        shortcut=shortcut, defaults={"title": title.strip(), "texts": kept, "changed_by": by, "changed_at": at}
    )
    audit.record("canned.kept", by=by, at=at, subject=f"canned:{shortcut}", after=kept)
    return canned


@transaction.atomic
def drop_canned(*, shortcut: str, by: str, at: datetime) -> None:
    """Nobody needs it any more. Raises BadCannedAnswer while a macro uses it."""
    users = [
        macro.name for macro in Macro.objects.all() if {"deed": "answer", "what": shortcut, "hours": 0} in macro.steps
    ]
    if users:
        raise BadCannedAnswer("The macro %(name)s uses it.", name=users[0])
    if CannedAnswer.objects.filter(shortcut=shortcut).delete()[0]:
        audit.record("canned.dropped", by=by, at=at, subject=f"canned:{shortcut}")


@transaction.atomic
def keep_macro(*, name: str, position: int, steps: Sequence[Step], by: str, at: datetime) -> Macro:
    """Keep a macro under its name. Raises BadMacro, such as for an answer that is not there."""
    answers = [step.what for step in steps if step.deed == "answer"]
    if not name.strip():
        raise BadMacro("It needs a name.")
    if missing := [what for what in answers if not CannedAnswer.objects.filter(shortcut=what).exists()]:
        raise BadMacro("There is no canned answer /%(name)s.", name=missing[0])
    macro, _ = Macro.objects.update_or_create(
        name=name.strip(), defaults={"position": position, "steps": told(steps), "changed_by": by, "changed_at": at}
    )
    audit.record("macro.kept", by=by, at=at, subject=f"macro:{macro.id}", after=macro.steps)
    return macro


@transaction.atomic
def drop_macro(*, macro_id: int, by: str, at: datetime) -> None:
    """Nobody needs it any more."""
    if Macro.objects.filter(id=macro_id).delete()[0]:
        audit.record("macro.dropped", by=by, at=at, subject=f"macro:{macro_id}")
