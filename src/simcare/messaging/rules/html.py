"""HTML bodies to readable text in one pass: no tree is built, so that depth and broken nesting cost nothing.

Blocks become lines, quotes (`blockquote`, which Gmail, Apple Mail, Foxmail and others put around older mail) get `> `,
table cells are parted by tabs, a link keeps its address where its words hide it. Invisible characters are dropped.
"""

import re
from html import unescape

_TOKEN = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:]*)(?P<rest>[^<>]*)>|<[!?][^<>]*>|[^<]+|<")
_COMMENT_START, _COMMENT_END = "<!--", "-->"
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_BLANKS = re.compile(r"[ \t\n\r\f\u00a0\u2002\u2003\u2009]+")
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0x00AD, 0])
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LINE = _names(
    "address article aside body center dd details div dl dt fieldset figcaption figure footer form header hr html li "
    "main nav ol option section summary table tbody tfoot thead tr ul"
)
_PARAGRAPH = _names("p h1 h2 h3 h4 h5 h6 pre")
_SKIPPED = _names("script style head title template noscript object svg select")
_VOID = _names("area base br col embed hr img input link meta param source track wbr")


def to_text(html: str) -> str:
    """The visible words of a page, line by line, without more than one empty line in a row."""
    page = _Page()
    for kind, name, value in _tokens(html):
        if kind == "text":
            page.write(value)
        elif kind == "open":
            page.open(name, value)
        else:
            page.close(name)
    return page.text()


def _tokens(html: str) -> list[tuple[str, str, str]]:
    return [_token(match) for piece in _without_comments(html) for match in _TOKEN.finditer(piece)]


def _without_comments(html: str) -> list[str]:
    """The pieces between comments; an open comment without an end is dropped as text, as browsers do."""
    pieces, position = [], 0
    while (start := html.find(_COMMENT_START, position)) >= 0:
        pieces.append(html[position:start])
        end = html.find(_COMMENT_END, start + len(_COMMENT_START))
        if end < 0:
            return pieces
        position = end + len(_COMMENT_END)
    return [*pieces, html[position:]]


def _token(match: "re.Match[str]") -> tuple[str, str, str]:
    if match["name"]:
        return ("close" if match["close"] else "open", match["name"].lower(), match["rest"])
    text = match[0]
    return ("text", "", "" if text.startswith(("<!", "<?")) else text)


class _Page:
    """The lines written so far, and what the elements open at this point do to the text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._preformatted = 0
        self._skipping: str | None = None
        self._links: list[tuple[str, int]] = []

    def write(self, text: str) -> None:
        if self._skipping:
            return
        text = unescape(text).translate(_INVISIBLE)
        if self._preformatted:
            first, *more = text.split("\n")
            self._line.append(first)
            for line in more:
                self._break()
                self._line.append(line)
        elif text:
            self._line.append(_BLANKS.sub(" ", text))

    def open(self, name: str, attributes: str) -> None:
        if self._skipping:
            return
        if name in _SKIPPED or (name not in _VOID and _HIDDEN_STYLE.search(attributes)):
            self._skipping = name
        elif name == "br":
            self._break()
        elif name == "blockquote":
            self._start_line()
            self._quotes += 1
        elif name in _PARAGRAPH:
            self._start_paragraph(tight="mso" in attributes.lower())
            self._preformatted += name == "pre"
        elif name in _LINE:
            self._start_line()
        elif name in ("td", "th"):
            if "".join(self._line).strip():
                self._line.append("\t")
        elif name == "a":
            self._links.append((_mailbox(attributes), len(self._line)))
        elif name == "img" and (words := _attribute(attributes, "alt")):
            self._line.append(words)

    def close(self, name: str) -> None:
        if self._skipping:
            self._skipping = None if name == self._skipping else self._skipping
        elif name == "blockquote":
            self._start_line()
            self._quotes = max(0, self._quotes - 1)
        elif name in _PARAGRAPH:
            self._start_line()
            self._preformatted = max(0, self._preformatted - (name == "pre"))
        elif name in _LINE:
            self._start_line()
        elif name == "a" and self._links:
            self._end_link(*self._links.pop())

    def text(self) -> str:
        self._start_line()
        kept: list[str] = []
        for line in self._lines:
            if line.strip("> ") or (kept and kept[-1].strip("> ")):
                kept.append(line)
        return "\n".join(kept).strip("\n")

    def _end_link(self, mailbox: str, start: int) -> None:
        """`<a href="mailto:a@b">Name</a>` says who it is only in its link."""
        if mailbox and mailbox.lower() not in "".join(self._line[start:]).lower():
            self._line.append(f" <{mailbox}>")

    def _start_paragraph(self, tight: bool) -> None:
        """Outlook's MsoNormal paragraphs are lines: they have no space around them."""
        self._start_line()
        if not tight and self._lines and self._lines[-1].strip("> "):
            self._break()

    def _start_line(self) -> None:
        if "".join(self._line).strip():
            self._break()
        else:
            self._line.clear()

    def _break(self) -> None:
        line = "".join(self._line).rstrip() if self._preformatted else "".join(self._line).strip()
        self._lines.append("> " * self._quotes + line)
        self._line.clear()
        self._links.clear()


def _mailbox(attributes: str) -> str:
    target = _attribute(attributes, "href")
    return target[7:].split("?")[0].strip() if target[:7].lower() == "mailto:" else ""


def _attribute(attributes: str, name: str) -> str:
    for match in _ATTRIBUTE.finditer(attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "")
    return ""
