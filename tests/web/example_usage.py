"""Files of usage, frozen: what has come in, and one on its way, made by the same functions as the pages'."""

from dataclasses import replace
from datetime import timedelta

from simcare.usage.queries.drops import DropState
from simcare.usage.queries.mappings import guess, preview
from simcare.usage.values import StrayCard
from simcare.web.staff import usage_words
from simcare.web.staff.fleet import Progress
from simcare.web.staff.from_fleet import choices
from simcare.web.staff.from_usage import lines_of, with_layout
from simcare.web.staff.usage_files import BadLineView, FileView, UploadView
from tests.web.examples import before

ROWS = (
    "ICCID;Beginn (UTC);Ende (UTC);Datenvolumen (MB);PLMN\n"
    "8986024921333494691;30.11.2026 09:05:00;30.11.2026 09:31:12;1,52;262-01\n"
    "8986024921333494692;30.11.2026 09:05:20;30.11.2026 09:06:01;0,004;262-02\n"
    "8986024921333494693;30.11.2026 09:06:00;30.11.2026 09:20:00;n/a;262-01\n"
)
_TROUBLE = "ftp.nordsol.example does not accept the user name and password of simcare."
WAYS = [("cdr", "CDRs of EIOTCLUB"), ("by-acme-eu", "acme-eu"), ("new", "Other columns")]


def a_file(number: int = 31, name: str = "cdr_7_20261130080000_20261130090000.csv", bad: int = 0) -> FileView:
    return FileView(
        id=number,
        name=name,
        state="failed" if bad == 41_873 else "done",
        source="eiotclub",
        mapping="acme-eu" if name.startswith("acme") else "",
        by="ana@simcare.example" if bad else "folder",
        received_at=before(minutes=4 * number),
        line_count=41_873,
        new_count=max(0, 20_000 - bad),
        repeated_count=0 if bad == 41_873 else 21_870,
        stray_count=0 if bad else 3,
        bad_count=bad,
        used_bytes=0 if bad == 41_873 else 61_402_118_400,
        from_at=before(hours=2),
        until_at=before(hours=1),
    )


def files() -> dict[str, object]:
    return {
        "files": [a_file(), a_file(32, "acme-2026-11-29 用量.csv", 2), a_file(33, "photo.csv", 41_873)],
        "uploads": [upload("writing"), upload()],
        "drops": [
            DropState(
                "acme", "sftp", "simcare", "files.acme.example", 22, "out/cdr", True, before(minutes=3), "", 1_204
            ),
            DropState(
                "nordsol", "ftps", "simcare", "ftp.nordsol.example", 21, ".", True, before(hours=5), _TROUBLE, 88
            ),
            DropState("old", "sftp", "simcare", "old.example", 22, ".", False, None, "", 0),
        ],
        "stray_count": 412,
        "strays": [
            StrayCard(name, count, before(days=2), before(hours=1))
            for name, count in (("8986024921333490001", 300), ("imsi460040000000001", 100), ("tel+8613800138000", 12))
        ],
    }


def file() -> dict[str, object]:
    flaws = (
        ("used_bytes", "8986024921333494693;30.11.2026 09:06:00;30.11.2026 09:20:00;n/a;262-01"),
        ("iccid", "?;;;"),
    )
    lines = [BadLineView(17 * n + 4, str(usage_words.FLAWS[code]), text) for n, (code, text) in enumerate(flaws)]
    return {"file": a_file(32, "acme-2026-11-29 用量.csv", 2), "bad_lines": lines}


def upload(state: str = "new") -> UploadView:
    is_cdr, total = state == "cdr", 6_214_000
    progress = Progress("new" if is_cdr else state, 4_100_000 if state == "writing" else 0, total, before(minutes=1))
    name = "acme-2026-11-30 用量.csv"
    view = UploadView(12, name, total, "ana@simcare.example", before(minutes=3), progress)
    way = "cdr" if is_cdr else "new"
    view = replace(view, way=way, ways=choices(WAYS, way), source="eiotclub" if is_cdr else "")
    if is_cdr:
        start = before(hours=2)
        cdrs = "".join(
            f"{n},{start:%Y-%m-%d %H:%M:%S},{start + timedelta(minutes=9):%Y-%m-%d %H:%M:%S},8986024921333494691,,"
            f"{n * 10_000},,26201\n"
            for n in (1, 2)
        )
        return replace(view, lines=lines_of(preview(cdrs.encode(), None)))
    guessed = guess(ROWS.encode())
    view = with_layout(view, guessed.layout, guessed)
    if state == "failed":
        return replace(view, trouble="No column is chosen for: Data used, in all.")
    return replace(view, lines=lines_of(preview(ROWS.encode(), guessed.layout)))
