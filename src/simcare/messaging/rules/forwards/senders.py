"""The person that a block or an attribution names."""

import re

from simcare.messaging.rules.forwards.blocks import Beginning
from simcare.messaging.rules.headers import address_of
from simcare.messaging.values import Address

_ON_BEHALF = re.compile(
    r"\s(?:on behalf of|im auftrag von|de la part de|en nombre de|em nome de|per conto di|代表|の代理)\s.*", re.I
)
_LAST_NUMBER = re.compile(r".*\d(?:[.:]?\s?[AaPp]\.?[Mm]\.?)?[^\w\s<(\"]*(?:\s?\((?:[A-Z]{2,5}|[^\W\d_])\))?", re.S)
_VERBS = re.compile(
    r"(?:heeft|schrieb|skrev|from|wrote|пользователь|написала?|от|на|в|um|uhr|kl|kello|klo|på|às|a|à|alle|ore|les?|el"
    r"|escribió|escreveu|napisał(?:\(a\))?|écrit|scritto|geschreven|bởi|من|قبل|بواسطة|كتب"
    r"|utc|gmt|cet|cest|pst|pdt|est|edt|jst|eest|eet|bst)\Z",
    re.I,
)
_EDGES = " \t,;:，：-–"


def sender_of(beginning: Beginning) -> Address:
    """Who wrote the older mail; either half may be missing."""
    written = beginning.fields["from"]
    if beginning.is_attribution:
        written = _person(written)
    else:
        written = _ON_BEHALF.sub("", written) if "@" in written else written
    return address_of(written) or Address(None)


def _person(attribution: str) -> str:
    """`Op 28/10/2021 12:46 heeft Jan <a@b> geschreven` without its date and its verbs."""
    mailbox = re.search(r"[<\[(]?[^\s<>()\[\]\"]+@[^\s<>()\[\]\"]+", attribution)
    if mailbox is None:
        return ""
    before, after = attribution[: mailbox.start()], attribution[mailbox.start() :]
    if quoted := re.search(r"\"([^\"]+)\"\s*$", before):
        return f'"{quoted[1]}" {after}'
    words = _LAST_NUMBER.sub("", before).strip(_EDGES).split()
    while words and _VERBS.match(words[0].strip(_EDGES)):
        words.pop(0)
    return f"{' '.join(words)} {after}"
