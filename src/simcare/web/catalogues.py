"""The words of the pages in other languages: extracted and compiled by Babel, so that no gettext tool is needed.

A language is a folder of `.po` files, one for each concept, so that several people add words at a time. `python -m
simcare.web.catalogues CONCEPT` takes words that no file has yet into `CONCEPT.po` of every language and drops unused
ones; `compile_all` makes one `django.mo` of a folder, which is not in git and is made again whenever a `.po` is newer.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import click
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from simcare.diagnosis.queries.catalogue import list_checks

HERE: Final = Path(__file__).parent
LOCALE: Final = HERE / "locale"
MAIN: Final = "console"
"""The concept that a language must have to be offered."""

KEYWORDS: Final[dict[str, Any]] = {  # Babel's own shape
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def compile_all() -> list[Path]:
    """Every language as Django reads it; returns the files that were made anew."""
    return [mo for folder in folders() if (mo := _compiled(folder))]


def folders() -> list[Path]:
    """The folders of the languages that pages speak beside English; each folder's name is Babel's for its locale."""
    return sorted(po.parent for po in LOCALE.glob(f"*/{MAIN}.po"))


def parts(folder: Path) -> list[Path]:
    """The catalogues of one language."""
    return sorted(folder.glob("*.po"))


def read(po: Path) -> Catalog:
    """One catalogue."""
    with po.open("rb") as source:
        return pofile.read_po(source, locale=po.parent.name)


def extract_all() -> Catalog:
    """All words of the pages' templates and modules, and what the checks of a diagnosis say."""
    words = Catalog(project="simcare", charset="utf-8")
    for path in sorted((*HERE.rglob("*.html"), *HERE.rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        python = _as_python(source) if path.suffix == ".html" else source
        for line, message, comments, context in extract("python", BytesIO(python.encode("utf-8")), KEYWORDS):
            words.add(message, None, [(path.relative_to(HERE).as_posix(), line)], [], comments, context=context)
    for check in list_checks():
        words.add(check.finding)
        words.add(check.next_step)
    return words


def update_all(concept: str) -> None:
    """Take words that no catalogue has into `concept.po` of every language; drop unused ones."""
    words = extract_all()
    for folder in folders():
        catalogues = {po: read(po) for po in parts(folder)}
        new = catalogues.setdefault(folder / f"{concept}.po", Catalog(locale=folder.name, charset="utf-8"))
        known = {message.id for catalogue in catalogues.values() for message in catalogue}
        for message in words:
            if message.id not in known:
                new.add(message.id, None, context=message.context)
        for po, catalogue in catalogues.items():
            _write(po, catalogue, words)


def _write(po: Path, catalogue: Catalog, words: Catalog) -> None:
    for message in [message for message in catalogue if message.id and message.id not in words]:
        catalogue.delete(message.id, message.context)
    catalogue.header_comment = f"# The words of {po.stem}: {po.parent.name}"
    with po.open("wb") as target:
        pofile.write_po(target, catalogue, ignore_obsolete=True, no_location=True, width=0)


@cache
def languages() -> set[str]:
    """The languages that the pages speak, in Django's spelling."""
    return {"en"} | {folder.name.lower().replace("_", "-") for folder in folders()}


def _as_python(template: str) -> str:
    """A Django template as what looks like Python to an extractor; a template's indentation means nothing."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


def _compiled(folder: Path) -> Path | None:
    mo = folder / "LC_MESSAGES" / "django.mo"
    sources = parts(folder)
    if mo.exists() and mo.stat().st_mtime >= max(po.stat().st_mtime for po in (*sources, folder)):
        return None
    whole = Catalog(locale=folder.name, charset="utf-8")
    for po in sources:
        for message in read(po):
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    mo.parent.mkdir(exist_ok=True)
    with mo.open("wb") as target:
        mofile.write_mo(target, whole)
    return mo


@click.command()
@click.argument("concept")
def main(concept: str) -> None:
    """Take new words of the pages into CONCEPT.po of every language."""
    update_all(concept)


if __name__ == "__main__":
    main()
