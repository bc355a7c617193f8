"""Bytes to text: the declared charset, then a detected one, then Latin-1 with a mark; no byte is ever refused."""

import codecs
import re

from charset_normalizer import from_bytes

# Mails declare the small set and use the large one: GB 2312 of 1980 lacks many names that GB 18030 has, and so on.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf8": "utf-8",
    "utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "tis-620": "cp874",
    "windows-874": "cp874",
}
_UNICODE_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DETECTION_BYTES = 20_000  # enough to tell a charset; detection time grows with length
_TEXT_CODEC = re.compile(r"[\w.:-]{1,40}\Z")
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape"})
"""Codecs of Python that no mail is written in; `punycode` takes quadratic time (13 s for 300 kB)."""


def decode(content: bytes, declared: str | None) -> tuple[str, str | None]:
    """The text, and a warning in words where the charset had to be guessed."""
    for mark, codec in _UNICODE_MARKS:
        if content.startswith(mark) and (text := _decoded(content, codec)) is not None:
            return text, None
    if declared and (text := _decoded(content, codec_of(declared))) is not None:
        return text, None
    if declared and (text := _damaged(content, codec_of(declared))) is not None:
        return text, f"charset {declared!r}: broken characters replaced"
    if (text := _decoded(content, "utf-8")) is not None:
        return text, f"charset {declared!r} read as utf-8" if declared else None
    if guess := _detected(content):
        return guess
    return content.decode("latin-1"), f"charset {declared!r} unknown: read as Latin-1"


def codec_of(charset: str) -> str:
    """The Python codec that reads all that mails put under this charset name."""
    name = charset.strip().strip("\"'").lower()
    return _SUPERSETS.get(name, name)


def _decoded(content: bytes, codec: str, errors: str = "strict") -> str | None:
    """None where the codec is unknown, is no text codec, or does not fit."""
    try:
        if not _TEXT_CODEC.match(codec):
            return None
        known = codecs.lookup(codec)
        if not known._is_text_encoding or known.name.replace("-", "_") in _NO_CHARSETS:
            return None
        return content.decode(codec, errors)
    except (LookupError, UnicodeError, ValueError):
        return None


def _damaged(content: bytes, codec: str) -> str | None:
    """The text where the charset fits but for a few bytes: no more characters are broken than are special."""
    text = _decoded(content, codec, "replace")
    if text is None:
        return None
    broken = text.count("\ufffd")
    special = sum(char > "\x7f" for char in text) - broken
    return text if special >= broken else None


def _detected(content: bytes) -> tuple[str, str] | None:
    best = from_bytes(content[:_DETECTION_BYTES]).best()
    if best is None:
        return None
    return content.decode(best.encoding, errors="replace"), f"charset guessed: {best.encoding}"
