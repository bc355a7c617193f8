"""Long work tells how far it is, can be stopped, and is taken up again where it stood."""

from datetime import datetime
from typing import Any

from simcare.kernel.errors import SimcareError
from simcare.kernel.models import Work


class Stopped(SimcareError):
    """The work was stopped as asked; it can be taken up again."""

    code = "stopped"
    status = 409


def begin(kind: str, *, by: str, at: datetime, total: int | None = None) -> Work:
    """A new piece of work; `total` when it is known."""
    return Work.objects.create(kind=kind, by=by, started_at=at, total=total)


def advance(work: Work, *, done: int, cursor: Any = None) -> None:  # a cursor is any JSON value of the work's own
    """Note how far it is. Raises Stopped when somebody asked for that."""
    work.refresh_from_db(fields=["stop_wanted"])
    work.done, work.cursor = done, cursor
    work.save(update_fields=["done", "cursor"])
    if work.stop_wanted:
        raise Stopped


def finish(work: Work, *, at: datetime, result: Any = None, error: str = "") -> None:  # a result is any JSON value
    """It has ended, well or not."""
    work.finished_at, work.result, work.error = at, result, error
    work.save(update_fields=["finished_at", "result", "error"])


def ask_to_stop(work_id: int) -> None:
    """Stop it at its next step."""
    Work.objects.filter(id=work_id, finished_at=None).update(stop_wanted=True)
