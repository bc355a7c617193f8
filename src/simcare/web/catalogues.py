"""The words of the pages in other languages: extracted and compiled by Babel, so that no gettext tool is needed.

A language is a folder of `.po` files, one for each concept, so that several people add words at a time. `python -m
simcare.web.catalogues CONCEPT` takes words that no file has yet into `CONCEPT.po` of every language and drops unused
ones; `compile_all` makes one `django.mo` of a folder, which is not in git and is made again whenever a `.po` is newer.
"""

import ast
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from simcare.diagnosis.queries.catalogue import list_checks
from simcare.kernel.errors import SimcareError

HERE: Final = Path(__file__).parent
LOCALE: Final = HERE / "locale"
MAIN: Final = "console"
"""The concept that a language must have to be offered."""

HOUSE: Final = HERE.parent
UNSAID: Final = (
    "api",  # programs, and who writes them, read English
    "cli",  # a person at a shell, and programs, read English
    "kernel/documents",  # for who mends the house; a screen says the summary of the refusal, as for all of these
    "kernel/money.py",
    "kernel/outbound",
    "kernel/policy.py",
    "kernel/secrets.py",
    "clocks/queries/terms.py",
    "clocks/rules",  # of calendars and chains in files
    "diagnosis/queries/bundles.py",  # of evidence in files
    "diagnosis/rules/bundles.py",
    "messaging/channels",  # what others answered
    "messaging/flows",
    "messaging/rules",  # what is wrong with a mail in quarantine, for who mends the parser
    "operators/connectors",
    "usage/connectors",  # of drops, which are set up at a shell
    "usage/actions/drops.py",
    "operators/actions/platforms.py",
    "operators/values",
    "web/assets.py",
)
"""Where refusals are raised whose own words reach no screen."""

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


@cache
def extract_all() -> Catalog:
    """All words of the pages' templates and modules, of refusals, and what the checks of a diagnosis say.

    Read once in a process (4 s), for the source does not change under it.
    """
    words = Catalog(project="simcare", charset="utf-8")
    for path in sorted((*HERE.rglob("*.html"), *HERE.rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        _extract(_as_python(source) if path.suffix == ".html" else source, KEYWORDS, words)
    known = refusals()
    keywords = dict.fromkeys(known) | {"BadTerms": (2,)}
    for path in rooms():
        _extract(path.read_text(encoding="utf-8"), keywords, words)
    for message in chain.from_iterable(known.values()):
        words.add(message)
    for check in list_checks():
        words.add(check.finding)
        words.add(check.next_step)
    return words


def rooms() -> list[Path]:
    """The modules whose refusals reach screens."""
    return sorted(path for path in HOUSE.rglob("*.py") if not path.relative_to(HOUSE).as_posix().startswith(UNSAID))


@cache
def refusals() -> dict[str, set[str]]:
    """The names of all classes of refusals that a screen may say, each with the words of the classes of that name."""
    left = [node for path in HOUSE.rglob("*.py") if not {"cli", "assets.py"} & {*path.parts} for node in _classes(path)]
    known = {SimcareError.__name__: {SimcareError.public_message()}}
    while found := [node for node in left if _bases(node) & known.keys()]:
        left = [node for node in left if node not in found]
        for node in found:
            known.setdefault(node.name, set()).add(ast.get_docstring(node) or "")
    return known


def _classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]


def _bases(node: ast.ClassDef) -> set[str]:
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


def _extract(python: str, keywords: dict[str, Any], words: Catalog) -> None:
    for _line, message, comments, context in extract("python", BytesIO(python.encode("utf-8")), keywords):
        words.add(message, None, [], [], comments, context=context)


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
