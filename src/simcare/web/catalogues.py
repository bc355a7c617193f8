"""The words of the pages in other languages: extracted and compiled by Babel, so that no gettext tool is needed.

`python -m simcare.web.catalogues` takes new words into every catalogue; `compile_all` makes the `.mo` files, which are
not in git and are made again whenever a `.po` is newer.
"""

from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

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


def compile_all() -> list[Path]:
    """Every catalogue as Django reads it; returns the files that were made anew."""
    return [mo for po in sorted(LOCALE.rglob("*.po")) if (mo := _compiled(po))]


def extract_all() -> Catalog:
    """All words of the pages' templates and modules."""
    words = Catalog(project="simcare", charset="utf-8")
    for path in sorted((*HERE.rglob("*.html"), *HERE.rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        python = _as_python(source) if path.suffix == ".html" else source
        for line, message, comments, context in extract("python", BytesIO(python.encode("utf-8")), KEYWORDS):
            words.add(message, None, [(path.relative_to(HERE).as_posix(), line)], [], comments, context=context)
    return words


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


def _as_python(template: str) -> str:
    """A Django template as what looks like Python to an extractor; a template's indentation means nothing."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


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
