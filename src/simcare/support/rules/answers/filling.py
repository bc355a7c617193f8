"""Templates with parts that vanish: `The package has ended[ on {expires_at}].`

A part in square brackets is dropped when one of its parameters is missing, so a sentence never shows a hole.
Values go in once and unread: a brace or bracket inside a value stays what it is.
"""

import re
from collections.abc import Mapping

_PART = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled; empty counts as missing, a missing place is left out."""
    pieces = _PART.split(template)  # odd positions are the bracketed parts
    return "".join(
        _put(piece, values) if position % 2 == 0 or _is_known(piece, values) else ""
        for position, piece in enumerate(pieces)
    )


def places(template: str) -> frozenset[str]:
    """Names of the parameters that a template can show."""
    return frozenset(_PLACE.findall(template))


def unguarded_places(template: str) -> frozenset[str]:
    """Names that stand outside brackets, where a missing value would leave a hole."""
    return places(_PART.sub("", template))


def _is_known(part: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in places(part))


def _put(piece: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], ""), piece)
