"""The words of the pages in other languages: extracted and compiled by Babel, so that no gettext tool is needed.

`python -m simcare.web.catalogues` takes new words into every catalogue; `compile_all` makes the `.mo` files, which are
not in git and are made again whenever a `.po` is newer.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any, Final

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python

HERE: Final = Path(__file__).parent
LOCALE: Final = HERE / "locale"
KEYWORDS: Final[dict[str, Any]] = {  # Babel's own shape
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Extracted = tuple[int, str, Any, list[str]]


def compile_all() -> list[Path]:
    """Every catalogue as Django reads it; returns the files that were made anew."""
    return [mo for po in sorted(LOCALE.rglob("*.po")) if (mo := _compiled(po))]


def extract_all() -> Catalog:
    """All words of the pages' templates and modules."""
    words = Catalog(project="simcare", charset="utf-8")
    for path in sorted((*HERE.rglob("*.html"), *HERE.rglob("*.py"))):
        with path.open("rb") as source:
            method = from_template if path.suffix == ".html" else extract_python
            for line, message, comments, context in extract(method, source, KEYWORDS):
                words.add(message, None, [(path.relative_to(HERE).as_posix(), line)], [], comments, context=context)
    return words


def from_template(
    source: IO[bytes],
    keywords: Any,
    tags: Any,
    options: Any,  # Babel's extraction protocol
) -> Iterator[Extracted]:
    """Words of a Django template, which Django itself turns into what looks like Python."""
    from django.utils.translation.template import templatize

    lines = templatize(source.read().decode("utf-8")).splitlines()
    looks_like_python = "\n".join(line.lstrip() for line in lines)  # a template's indentation means nothing
    yield from extract_python(BytesIO(looks_like_python.encode("utf-8")), keywords, tags, options)


def update_all() -> None:
    """Take new words into every catalogue, drop unused ones. A new language begins as an empty `.po`."""
    words = extract_all()
    for po in sorted(LOCALE.rglob("*.po")):
        catalogue = pofile.read_po(StringIO(po.read_text(encoding="utf-8")), locale=po.parts[-3])
        catalogue.update(words, no_fuzzy_matching=True)
        catalogue.header_comment = f"# The console's words: {po.parts[-3]}"
        with po.open("wb") as target:
            pofile.write_po(target, catalogue, ignore_obsolete=True, no_location=True, width=0)


@cache
def languages() -> set[str]:
    """The languages that the pages speak: English, and those with a catalogue; in Django's spelling."""
    return {"en"} | {po.parts[-3].lower().replace("_", "-") for po in LOCALE.rglob("*.po")}


def _compiled(po: Path) -> Path | None:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return None
    with po.open("rb") as source:
        catalogue = pofile.read_po(source, locale=po.parts[-3])
    with mo.open("wb") as target:
        mofile.write_mo(target, catalogue)
    return mo


if __name__ == "__main__":
    update_all()
