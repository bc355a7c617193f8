"""Letters of ours: what stands above and below the words of the writer, and the same text as a plain page of HTML."""

import re
from html import escape
from typing import Final

SIGNATURE_MARK: Final = "-- "
"""The line above a signature, by which every mail client knows it (RFC 3676, 4.3)."""

_LINK: Final = re.compile(r"https://[^\s<>\"'()，。；）]{1,500}")
_RIGHT_TO_LEFT: Final = ("ar", "fa", "he", "ur")
_PAGE: Final = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#14181b">
{paragraphs}
</body>
</html>
"""


def letter_text(words: str, *, header: str = "", footer: str = "", signature: str = "") -> str:
    """The whole text of a letter; parts that are empty leave no trace."""
    signed = f"{SIGNATURE_MARK}\n{signature.strip()}" if signature.strip() else ""
    parts = (header.strip(), words.strip("\n"), signed, footer.strip())
    return "\n\n".join(part for part in parts if part) + "\n"


def letter_page(text: str, *, title: str, language: str) -> str:
    """The text as well-formed HTML: paragraphs, line breaks, links; nothing in it is believed to be markup."""
    paragraphs = [part for part in re.split(r"\n{2,}", text.strip("\n")) if part.strip()]
    return _PAGE.format(
        language=escape(language, quote=True),
        direction="rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr",
        title=escape(title),
        paragraphs="\n".join(f"<p>{_lines(part)}</p>" for part in paragraphs),
    )


def _lines(paragraph: str) -> str:
    return "<br>\n".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    pieces, position = [], 0
    for match in _LINK.finditer(line):
        address = match[0].rstrip(".,;:!?")
        pieces += [
            escape(line[position : match.start()]),
            f'<a href="{escape(address, quote=True)}">{escape(address)}</a>',
        ]
        position = match.start() + len(address)
    return "".join([*pieces, escape(line[position:])])
