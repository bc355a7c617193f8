"""HTML of others made harmless by nh3: once when a mail is taken in, and again whenever it is shown (D14).

What is stored keeps the addresses of its pictures; what is shown has them replaced by ours, or none. `VERSION` is kept
with every message, so that a stricter version can find what an older one let through.
"""

import re
from collections.abc import Callable
from typing import Final

import nh3

VERSION: Final = 1

STYLES: Final = {
    "color",
    "background-color",
    "text-align",
    "font-weight",
    "font-style",
    "text-decoration",
    "white-space",
}
_ATTRIBUTES: Final = {
    **{tag: {*allowed, "style"} for tag, allowed in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"dir", "lang", "style"},
}
_LINK: Final = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"data:image/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_PICTURE: Final = re.compile(r"(?:cid:|https?://)\S", re.IGNORECASE)
_URL_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid", "data"}

Pictures = Callable[[str], str | None]
"""Where a picture is shown from, given its address in the mail; None: it is not shown."""


def clean(html: str) -> str:
    """HTML without what runs, loads or escapes; pictures keep their addresses, and nothing may load them yet."""
    return _cleaned(html, lambda source: source)


def shown(html: str, pictures: Pictures) -> str:
    """HTML to be shown, with our own addresses for pictures."""
    return _cleaned(html, pictures)


def remote_pictures(html: str) -> list[str]:
    """The addresses of pictures that lie elsewhere, in their order, each once."""
    found: dict[str, None] = {}

    def note(source: str) -> str:
        if source.lower().startswith(("http://", "https://")):
            found.setdefault(source)
        return source

    _cleaned(html, note)
    return list(found)


def _cleaned(html: str, pictures: Pictures) -> str:
    def judge(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            if _EMBEDDED.fullmatch(value):
                return value
            return pictures(value.strip()) if tag == "img" and _PICTURE.match(value.strip()) else None
        if attribute in ("href", "cite"):
            return value if _LINK.match(value.strip()) else None
        return value

    return nh3.clean(
        html,
        attributes=_ATTRIBUTES,
        attribute_filter=judge,
        filter_style_properties=STYLES,
        url_schemes=_URL_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
