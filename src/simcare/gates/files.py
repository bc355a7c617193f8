"""The watched folder: what operators drop there is loaded, each file once, and then put aside.

`FOLDER/in/NAME/` takes the files that the mapping of that name reads, or the CDRs of a source, an account of ours at an
operator. A file is taken when it is finished:
when it has stood still for a while under a name that is not that of a half file (`.name`, `name.part`, `name.tmp`). It
goes to `FOLDER/done`, or to `FOLDER/bad` when none of its lines is a record, after its transaction has ended. Killed
in between, the file is still there, is known by its hash, and is put aside then: nothing is lost or counted twice.
"""

import logging
import signal
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from simcare.kernel.boot import boot

log = logging.getLogger("simcare.files")

LOOK_SECONDS: Final = 2.0
HALF: Final = (".part", ".tmp", ".filepart", ".crdownload")
SOURCE: Final = "eiotclub"
"""Its folder is made at the start, that of a mapping when this is saved; others by whoever sets up a drop."""


class Watch:
    """One folder, looked at again and again; a file is finished when two looks find it alike."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[int, int]] = {}
        for place in (folder / "in" / SOURCE, folder / "done", folder / "bad"):
            place.mkdir(parents=True, exist_ok=True)

    def look(self, at: datetime) -> int:
        """Load what is finished; returns how many files were put aside."""
        mappings = self._make_folders()
        finished = list(self._finished())
        aside = 0
        for name in sorted({path.parent.name for path in finished}):
            paths = [path for path in finished if path.parent.name == name]
            aside += self._load(paths, name, name if name in mappings else "", at)
        return aside

    def _make_folders(self) -> set[str]:
        """Each mapping has its folder; their names."""
        from simcare.usage.queries.mappings import names_of_mappings

        names = names_of_mappings()
        for name in names:
            (self._folder / "in" / name).mkdir(exist_ok=True)
        return names

    def _finished(self) -> Iterator[Path]:
        before, self._seen = self._seen, {}
        for path in sorted((self._folder / "in").glob("*/*")):
            if path.name.startswith(".") or path.suffix in HALF or path.is_symlink() or not path.is_file():
                continue
            told = path.stat()
            self._seen[path] = (told.st_size, told.st_mtime_ns)
            if before.get(path) == self._seen[path]:
                yield path

    def _load(self, paths: list[Path], source: str, mapping: str, at: datetime) -> int:
        from simcare.kernel import points
        from simcare.usage.flows import load_files

        aside = 0
        for outcome in load_files(paths, source=source, mapping=mapping, by="folder", at=at):
            points.reach("gates.files.loaded")
            if outcome.loaded is None:
                log.warning("%s can't be read and stays where it is: %s", outcome.path, outcome.trouble)
                continue
            file = outcome.loaded.file
            place = "bad" if file.is_unreadable else "done"
            outcome.path.replace(self._folder / place / f"{file.pk}-{outcome.path.name}")
            log.info("%s: %s new, %s bad of %s lines", file.name, file.new_count, file.bad_count, file.line_count)
            aside += 1
        return aside


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Watch FOLDER until the end of this process."""
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
    boot(scope="provider")
    from simcare.kernel import clock

    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    watch = Watch(folder)
    while not ended.wait(LOOK_SECONDS):
        try:
            watch.look(clock.now())
        except Exception:
            log.exception("looking at %s had trouble and goes on", folder)


if __name__ == "__main__":
    main()
