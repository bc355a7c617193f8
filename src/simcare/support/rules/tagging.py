"""How a tag is written: short, in small letters, one word, in any script."""

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 30


def tag_name(told: str) -> str:
    """The tag in its one spelling; empty for what is none. Spaces become hyphens, other signs vanish."""
    folded = unicodedata.normalize("NFKC", told).strip().lstrip("#").lower()
    words = re.sub(r"[^\w./-]+", "-", folded).strip("-._/")
    return re.sub(r"-{2,}", "-", words)[:MOST_CHARACTERS].strip("-._/")
