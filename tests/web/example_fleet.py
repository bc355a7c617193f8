"""Many cards and the figures of quality, frozen."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from simcare.web.staff import fleet_words
from simcare.web.staff.charts import Chart, line_of
from simcare.web.staff.fleet import (
    BatchView,
    Cell,
    Chip,
    Choice,
    ColumnView,
    Consequences,
    EditView,
    ExportView,
    FlawView,
    FleetList,
    FleetRow,
    ImportView,
    Progress,
)
from simcare.web.staff.from_fleet import CHOOSABLE, SHOWN, choices
from simcare.web.staff.from_quality import month_name
from simcare.web.staff.quality import AgreementRow, Figure, Group, GroupRow, QualityPage, ReportView
from simcare.web.staff.share_words import language
from simcare.web.staff.spans import decimal
from simcare.web.staff.words import finding
from tests.web import example_records as records
from tests.web.examples import before

GUANGZHOU = records.GUANGZHOU
SHARES = ("97.3 %", "6.2 min", "1.4 h", "71.0 %")
"""Promises kept, median and slowest answers, solved at first contact."""
PRODUCTS = choices([(1, "CN data card"), (2, "Global LTE-M 5 GB")])


def fleet() -> FleetList:
    heads = {name: str(fleet_words.COLUMNS[name]) for name in SHOWN}
    rows = tuple(
        FleetRow(
            number,
            row.iccid,
            row.state,
            (
                Cell(row.product, head=heads["product"]),
                Cell(row.account, "link", "/accounts/12/", head=heads["account"]),
                Cell(f"pump {number}" if number % 3 else "", head=heads["label"]),
                Cell(row.platform, head=heads["platform"]),
                Cell(row.state_at, "time", head=heads["observed"]),
            ),
        )
        for number, row in enumerate(records.cards(), start=1)
    )
    return FleetList(
        rows=rows,
        heads=tuple(heads.values()),
        count=1_000,
        most_counted=1_000,
        query="account=12",
        chips=(Chip("Account", GUANGZHOU, "?"),),
        states=choices([("active", "Active"), ("suspended", "Suspended")]),
        products=PRODUCTS,
        platforms=choices([("eiotclub", "EIOTCLUB"), ("soracom", "Soracom")]),
        dealers=choices([(12, GUANGZHOU)]),
        columns=tuple(Choice(name, str(fleet_words.COLUMNS[name]), name in SHOWN) for name in CHOOSABLE),
        kept=(("account", "12"),),
    )


def no_fleet() -> FleetList:
    return FleetList((), (), 0, 1_000)


def short_search() -> FleetList:
    return FleetList((), (), 0, 1_000, words="89", is_too_short=True)


def an_import(state: str = "checked") -> ImportView:
    header = ("卡号", "手机号", "套餐", "Remark", "客户")
    cells = (("89860249213334946911", "8.98602E+19"), ("8613800138000",), ("CN data card",), ("roof",), (GUANGZHOU,))
    chosen = ("iccid", "msisdn", "product", "label", "account")
    columns = tuple(
        ColumnView(
            number,
            name,
            cells[number],
            choices(
                (
                    (target, fleet_words.COLUMNS[target])
                    for target in ("iccid", "msisdn", "product", "label", "account")
                ),
                chosen[number],
            ),
        )
        for number, name in enumerate(header)
    )
    flaws = (
        FlawView(17, "ICCID", str(fleet_words.FLAWS["iccid_rounded"]) % {"given": "8.98602E+19"}),
        FlawView(18, "ICCID", str(fleet_words.FLAWS["twice_in_file"]) % {"given": "4"}),
        FlawView(140, "ICCID", str(fleet_words.FLAWS["check_digit"]), is_warning=True),
    )
    running = state in ("checking", "writing")
    return ImportView(
        id=12,
        name="delivery-2026-11 出货清单.xlsx",
        size_bytes=6_214_000,
        by="ana@simcare.example",
        created_at=before(minutes=3),
        progress=Progress(state, 42_000 if running else 100_000, 100_000, before(minutes=1)),
        row_count=100_000,
        good_count=99_998,
        bad_count=2,
        warning_count=1,
        card_count=99_998 if state == "done" else 0,
        columns=() if running or state == "done" else columns,
        fixed=(
            ("platform", "Platform", "EIOTCLUB", choices([("eiotclub", "EIOTCLUB")], "eiotclub")),
            ("batch", "Batch", "", ()),
        ),
        flaws=flaws if state == "checked" else (),
        flaw_counts=(("Rounded by a spreadsheet", 1), ("Twice in this file", 1)) if state == "checked" else (),
    )


def edit() -> EditView:
    return EditView(
        4,
        (("Account", GUANGZHOU), ("Label", "roof")),
        "ana@simcare.example",
        before(minutes=9),
        Progress("done", 4_213, 4_213, before(minutes=9)),
        4_180,
        30,
        3,
        may_undo=True,
        reasons=(("The card is terminated", 3),),
    )


def stock() -> dict[str, object]:
    return {
        "imports": [an_import("writing"), an_import("done"), an_import("failed")],
        "edits": [edit()],
        "exports": [
            ExportView(2, "XLSX", "ana@simcare.example", before(minutes=1), Progress("running", 20_000, 61_000)),
            ExportView(
                1, "CSV", "ana@simcare.example", before(days=2), Progress("done", 820, 820), 88_000, "cards-1.csv"
            ),
        ],
    }


def consequences() -> Consequences:
    return Consequences(
        count=4_213,
        query="account=12",
        states=(("active", 3_900), ("suspended", 301), ("terminated", 12)),
        accounts=((GUANGZHOU, 4_001), ("In stock", 212)),
        kept=(("all", "1"), ("account", "12")),
        accounts_to_choose=choices([(3, "Nordsol Tracking"), (12, GUANGZHOU)]),
        dealers=choices([(12, GUANGZHOU)]),
        products=PRODUCTS,
        batches=choices([(1, "B-2026-11")]),
        suppliers=choices([(1, "Zhongdian")]),
    )


def batches() -> list[BatchView]:
    states = (("active", 4_120), ("ready", 800), ("suspended", 61), ("terminated", 19))
    return [BatchView(n, f"B-2026-{n:02d}", "delivery.xlsx", before(days=30 * n), states[: n + 1]) for n in (1, 2, 3)]


def quality() -> QualityPage:
    days = [date(2026, 10, 27) + timedelta(days=number) for number in range(30)]
    kept = [(f"{day:%d %b}", 99.0 - (number * 7 % 11), f"{99 - number * 7 % 11} %") for number, day in enumerate(days)]
    median = [(f"{day:%d %b}", 4.0 + number * 5 % 13, f"{4 + number * 5 % 13} min") for number, day in enumerate(days)]
    slow = [(name, (value or 0) * 6, f"{(value or 0) * 6:.0f} min") for name, value, _words in median]
    rows = tuple(
        GroupRow(name, "?x", 400 - 90 * n, *SHARES, "?y", n)
        for n, name in enumerate((GUANGZHOU, "Nordsol Tracking", "Eau Vive SA", "No account"))
    )
    tongues = tuple(GroupRow(language(code), "?x", 310, *SHARES, "?y", 1) for code in ("zh", "en"))
    figures = (
        Figure(_("Tickets"), decimal(1240), "", "?a"),
        Figure(_("Promise kept"), "97.3 %", _("%(n)s broken") % {"n": 33}, "?b"),
        Figure(_("Median answer"), "6.2 min", "", "?c"),
        Figure(_("90 % answered within"), "1.4 h", "", "?d"),
        Figure(_("Solved at first contact"), "71.0 %", "640 / 901", "?e"),
        Figure(_("Answered by the desk itself"), "58.1 %", f"700 / {decimal(1205)}", "?f"),
        Figure(_("Opened again"), "41", "", "?g"),
        Figure(_("Verdicts not corrected"), "98.2 %", f"{decimal(1310)} / {decimal(1334)}"),
    )
    return QualityPage(
        from_day="2026-10-27",
        until_day="2026-11-26",
        query="from=2026-10-27&until=2026-11-26",
        figures=figures,
        charts=(
            Chart(_("Promise kept"), (line_of(_("Promise kept"), "accent", kept),), 100, "100 %", "97.3 %"),
            Chart(
                _("Time to the first answer"),
                (line_of(_("Median answer"), "accent", median), line_of(_("90 % answered within"), "soft", slow)),
                96,
                "1.6 h",
                "6.2 min",
            ),
        ),
        groups=(Group(_("By account"), rows), Group(_("By language"), tongues)),
        checks=(
            AgreementRow(finding("package_exhausted"), 310, 2, "99.4 %"),
            AgreementRow(finding("apn_wrong"), 120, 9, "92.5 %"),
        ),
        connectors=(AgreementRow("EIOTCLUB", 900, 14, "98.4 %"),),
        spans=(("7 days", "?1", False), ("30 days", "?2", True), ("90 days", "?3", False), ("365 days", "?4", False)),
        reports=(ReportView(1, f"{month_name(date(2026, 10, 1))} · {language('en')}", before(days=24), "desk"),),
        months=choices(
            [(f"{day:%Y-%m}", month_name(day)) for day in (date(2026, 11, 1), date(2026, 10, 1))], "2026-10"
        ),
        languages=choices([(code, language(code)) for code in ("en", "ar")], "en"),
    )


def no_quality() -> QualityPage:
    return QualityPage("2026-10-27", "2026-11-26", "", (), (), (), (), (), is_empty=True)
