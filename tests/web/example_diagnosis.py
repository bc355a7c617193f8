"""The frozen desk's diagnosis: incidents, coverage, evidence by hand, swap test, histories, a pack and its page."""

import math
from datetime import timedelta
from types import SimpleNamespace

from simcare.diagnosis.queries.coverage import list_coverage
from simcare.diagnosis.queries.transcripts import read_transcript
from simcare.support.rules.packs import Contents, Event, StepLine, pdf_values, words_of
from simcare.web.staff import diagnosis_pages as pages
from simcare.web.staff.from_diagnosis import CHART_HEIGHT, CHART_WIDTH, asked_field, coverage_of, transcript_of
from simcare.web.staff.from_verdicts import label_of
from simcare.web.staff.pages import Datum, Finding
from tests.web.examples import before

ICCID = "89860249213334946911"
TRANSCRIPT = """AT+CPIN?
+CPIN: READY
AT+CSQ
+CSQ: 6,99
AT+CEREG?
+CEREG: 0,2
AT+COPS=?
+COPS: (2,"CMCC","CMCC","46000",7),(3,"CU","CU","46001",7)
AT+CGDCONT?
+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0
AT+CEER
+CEER: EMM cause 11
the red light blinks twice
"""


def incident(state: str = "open", number: int = 12) -> pages.IncidentRow:
    return pages.IncidentRow(
        id=number, name=f"INC-{number}", grouping="network", key="46001", platform="Soracom", state=state,
        side="operator", started_at=before(minutes=41), ended_at=before(minutes=3) if state == "closed" else None,
        card_count=512, most_failing=487, usual_percent=0.4,
        close_reason="back at its usual self" if state == "closed" else "",
    )  # fmt: skip


def incidents() -> tuple[pages.IncidentRow, ...]:
    return incident(), incident("suspected", 13), incident("closed", 9)


def groups() -> tuple[pages.GroupRow, ...]:
    return (
        pages.GroupRow("network", "46001", "Soracom", 2210, 487, 12, 0.41),
        pages.GroupRow("range", "89860249213", "EIOTCLUB", 940, 3, 41, 0.2),
        pages.GroupRow("network", "26201", "Soracom", 5120, 19, 0, 0.38),
    )


def notices() -> tuple[pages.NoticeRow, ...]:
    return (
        pages.NoticeRow(4, "Core upgrade, short breaks", "MW-2231", "Soracom, 46001", before(hours=1), before(hours=-2), "operator", False, True),
        pages.NoticeRow(3, "Billing freeze", "", "EIOTCLUB", before(days=3), before(days=2), "provider", True, False),
    )  # fmt: skip


def chart() -> pages.Chart:
    counts = [9 + round(3 * math.sin(n / 5)) for n in range(78)] + [140, 390, 470, 487, 482, 479, 466]
    top, last = 540, len(counts) - 1
    points = tuple(
        pages.ChartPoint(
            round(n * CHART_WIDTH / last, 1), round(CHART_HEIGHT * (1 - count / top), 1),
            before(minutes=4 * (last - n)), count, 2210,
        )
        for n, count in enumerate(counts)
    )  # fmt: skip
    return pages.Chart(CHART_WIDTH, CHART_HEIGHT, points, 177.0, 160.0, 9.0, 60, top)


def coverage() -> tuple[tuple[pages.PlatformTotal, ...], tuple[pages.CoverageStep, ...]]:
    return coverage_of(list_coverage())


def gaps() -> tuple[pages.Gap, ...]:
    return (
        pages.Gap(
            "The device was not asked: paste the answers of its modem.", "transcript",
            ("Signal is missing or too weak", "Device does not see a card"), ("AT+CSQ", "AT+CPIN"), False,
        ),
        pages.Gap(
            "The platform does not tell it: ask the operator and type in the answer.", "operator",
            ("Network is on a block list",), ("Blocklist: card",), False,
        ),
    )  # fmt: skip


def transcript() -> pages.TranscriptView:
    return transcript_of(
        read_transcript(TRANSCRIPT), iccid=ICCID, place="Guangzhou", source="customer", observed_at=before(minutes=9)
    )


def reading_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        ("transcript", [("at.csq", "AT+CSQ"), ("at.cpin", "AT+CPIN")]),
        ("reading", [("device.apn", label_of("device.apn")), ("device.data_roaming", label_of("device.data_roaming"))]),
        ("operator", [("compliance.block", label_of("compliance.block"))]),
    ]


def flag() -> pages.AskedField | None:
    return asked_field("device.data_roaming")


def swap_test() -> pages.SwapTestView:
    done = (
        ("swap.card_in_device", "Suspect card in suspect device", "fails"),
        ("swap.card_in_good_device", "Suspect card in a good device", "works"),
    )
    steps = tuple(
        pages.SwapStepView(
            n, field, title, "", result, before(minutes=40 - 10 * n), "Ana Prieto", (("error", "no service"),)
        )
        for n, (field, title, result) in enumerate(done, start=1)
    )
    due = pages.SwapStepView(
        3, "swap.good_card_in_device", "Good card in suspect device", "Same place, within the hour.", is_due=True
    )
    rest = (
        pages.SwapStepView(4, "swap.card_in_second_good_device", "Suspect card in a second good device", ""),
        pages.SwapStepView(5, "swap.repeat", "Everything back, and once more", ""),
    )
    return pages.SwapTestView(
        "Guangzhou, hall 3", (Datum("Network", "46001"), Datum("APN", "cmiot")), True, before(minutes=45),
        "Ana Prieto", False, (*steps, due, *rest), "incomplete", False,
    )  # fmt: skip


def past() -> tuple[pages.PastVerdict, ...]:
    return (
        pages.PastVerdict(
            3, "APN is missing or wrong on the device", "customer_configuration", "blocked", before(minutes=5),
            "Ana Prieto", "1043", reason="the customer sent a photo of the settings",
            appeared=(Finding("apn_wrong", "APN is missing or wrong on the device", "blocking"),),
            vanished=("Device registers but never asks for a data session",), party_before="undetermined",
            changed=(pages.ChangedFact("APN set on the device", "–", "cmnet"),),
        ),
        pages.PastVerdict(
            2, "Device registers but never asks for a data session", "undetermined", "unknown", before(minutes=55),
            "desk", "1043", is_first=True,
        ),
    )  # fmt: skip


def hand_over() -> pages.HandOver:
    packs = (
        pages.PackRow(
            7, "E-7", "Zhongdian", "rma@zhongdian.example", "zh-hans", "answered", before(days=2), "Ana Prieto",
            before(days=-28), (("accepts", "Li · RMA-77 · send it in", before(hours=3)),),
        ),
        pages.PackRow(
            6, "E-6", "Zhongdian", "rma@zhongdian.example", "zh-hans", "revoked", before(days=3), "Ana Prieto",
            before(days=-27),
        ),
    )  # fmt: skip
    return pages.HandOver(
        1043, ICCID, "Terminal is faulty", "equipment", "Zhongdian", "rma@zhongdian.example", "zh-hans",
        swap_test().steps, 14, before(hours=2), before(minutes=5), (), packs,
    )  # fmt: skip


def public_pack(language: str, *, answered: bool = False) -> dict[str, object]:
    at = before(minutes=30)
    contents = Contents(
        iccid=ICCID, equipment=(("kind", "tracker"), ("model", "TW-9"), ("imei", "356938035643809")),
        code="device_defective", liable="equipment", confidence=0.9, params={}, examined_at=at,
        window_from_at=at - timedelta(hours=2), window_until_at=at,
        circumstances=(("place", "Depot Lyon"), ("plmn", "20801"), ("locks", "OK")),
        steps=tuple(
            StepLine(n, "", result, at + timedelta(minutes=n), {"error": "no service"}, "active")
            for n, result in ((1, "fails"), (2, "works"), (3, "fails"), (5, "fails"))
        ),
        events=(Event(at, "network.attach", "plmn 20801"),),
    )  # fmt: skip
    words = words_of(language)
    said = SimpleNamespace(reference="RMA-77", text="Please send it in.", name="Eva")
    return {
        "pack": pdf_values(contents, language=language, number="E-7", at=at),
        "w": words,
        "until": words["until"].format(until="20 December 2026"),
        "answers": [(said, words["accepts"], "20 November 2026")] if answered else [],
        "token": "token",
        "said": None,
        "is_incomplete": False,
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "languages": (("en", "English"), ("ar", "العربية"), ("ja", "日本語")),
    }
