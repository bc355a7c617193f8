"""Usage files as tests write them, and what there is of them afterwards."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db.models import Sum

from simcare.cards.actions.stock import add_card
from simcare.cards.models import Card, Product
from simcare.usage.actions.ingest import Incoming, Loaded, ingest, ingest_together
from simcare.usage.models import DayUsage, HourUsage, UsageRecord

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def make_card(number: int = 1) -> Card:
    product, _ = Product.objects.get_or_create(code="P1", defaults={"name": "One"})
    return add_card(iccid=iccid(number), product=product, platform="eiotclub", at=AT - timedelta(days=90))


def iccid(number: int) -> str:
    return f"8986003{number:012d}"


def line(
    record: int | str = 1, *, card: int = 1, at: datetime = START, seconds: int = 60, used: int | str = 1000
) -> str:
    start, stop = at, at + timedelta(seconds=seconds)
    times = f"{start:%Y-%m-%d %H:%M:%S},{stop:%Y-%m-%d %H:%M:%S}"
    return f"{record},{times},{iccid(card)},46004{card:010d},{used},86{card:013d},46000\n"


def load(lines: Iterable[str] | bytes, *, source: str = "eiotclub", at: datetime = AT, piece: int = 1 << 20) -> Loaded:
    content = lines if isinstance(lines, bytes) else "".join(lines).encode()
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    return ingest(pieces=lambda: pieces, name="cdr.csv", source=source, by="test", at=at)


def load_together(*files: Iterable[str]) -> list[Loaded]:
    """Files of one transaction."""
    incoming = [Incoming("cdr.csv", partial(_pieces, "".join(lines).encode())) for lines in files]
    return ingest_together(incoming, source="eiotclub", by="test", at=AT)


def _pieces(content: bytes) -> list[bytes]:
    return [content] if content else []


def sums() -> tuple[int, ...]:
    """Bytes by records, hours and days: always the same."""
    tables = (UsageRecord, HourUsage, DayUsage)
    return tuple(table.objects.aggregate(sum=Sum("used_bytes", default=0))["sum"] for table in tables)


def hours_of(card: Card) -> dict[datetime, tuple[int, int]]:
    rows = HourUsage.objects.filter(card=card).values_list("hour_at", "used_bytes", "record_count")
    return {at: (used, count) for at, used, count in rows}


def days_of(card: Card) -> dict[date, int]:
    return dict(DayUsage.objects.filter(card=card).values_list("day", "used_bytes"))
