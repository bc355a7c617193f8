"""Names that have a part, by the index of their runs of four characters."""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

RUN: Final = 4
MOST_RUNS: Final = 2

if TYPE_CHECKING:
    TextLookup = Lookup[str]
else:
    TextLookup = Lookup  # takes its type for the checker only


@TextField.register_lookup
class HasPart(TextLookup):
    """`names_text__has_part`: contains these characters, three at least, as they stand."""

    lookup_name = "has_part"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The index names what has all runs of the part; the text itself says which of them has the part."""
        names, said = self.process_lhs(compiler, connection)
        part = str(self.rhs)
        like = "%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        sql = f"(cards_name_runs({names}) @@ %s::tsquery AND {names} LIKE %s)"
        return sql, (*said, runs_of(part), *said, like)


def runs_of(part: str) -> str:
    """What the index is asked for a part, in the notation of PostgreSQL; a run of three is the beginning of others.

    Runs side by side from its end, at most two, for each that is asked costs a reading: the end of a number tells it
    from others, its beginning is that of many. The text itself decides.
    """
    if len(part) < RUN:
        return f"{_quoted(part)}:*"
    starts = [*range(len(part) - RUN, -1, -RUN)]
    if starts[-1] > 0:
        starts.append(0)
    return " & ".join(dict.fromkeys(_quoted(part[at : at + RUN]) for at in starts[:MOST_RUNS]))


def _quoted(run: str) -> str:
    return "'" + run.replace("\\", "\\\\").replace("'", "''") + "'"
