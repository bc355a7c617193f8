"""The pages of diagnosis in the frozen desk: incidents, unusual traffic, coverage, readings, swap tests, hand-overs."""

from django.urls import URLPattern, path

from tests.web import example_anomalies as anomalies
from tests.web import example_diagnosis as faults
from tests.web import example_records as records
from tests.web import example_remedies as remedies
from tests.web import examples

CARD = records.cards()[0]
READINGS = {"card": CARD, "groups": faults.reading_groups, "kept": records.examples.evidence}


def addresses(shows: object, nothing: object) -> list[URLPattern]:
    """`shows` draws a template, `nothing` stands for a deed."""
    assert callable(shows) and callable(nothing)
    return [
        path(
            "incidents/",
            shows(
                "incidents.html",
                incidents=faults.incidents,
                groups=faults.groups,
                notices=faults.notices,
                looked_at=lambda: examples.before(minutes=2),
                here="incidents",
            ),
            name="incidents",
        ),
        path("incidents/none/", shows("incidents.html", here="incidents")),
        path(
            "incidents/<int:number>/",
            shows(
                "incident.html",
                deeds=records.deeds,
                incident=faults.incident,
                chart=faults.chart,
                cards=records.cards,
                here="incidents",
            ),
            name="incident",
        ),
        path(
            "incidents/over/",
            shows("incident.html", deeds=records.deeds, incident=lambda: faults.incident("closed"), here="incidents"),
        ),
        path(
            "anomalies/",
            shows("anomalies.html", anomalies=anomalies.rows, here="anomalies", **anomalies.choices()),
            name="anomalies",
        ),
        path("anomalies/none/", shows("anomalies.html", here="anomalies", **anomalies.choices())),
        path(
            "anomalies/<int:number>/",
            shows(
                "anomaly.html",
                view=anomalies.investigation,
                verdict=examples.verdict,
                ways=remedies.ways,
                deeds=records.deeds,
                here="anomalies",
            ),
            name="anomaly",
        ),
        path("anomalies/closed/", shows("anomaly.html", view=anomalies.closed, here="anomalies")),
        path(
            "coverage/",
            shows(
                "coverage.html",
                totals=lambda: faults.coverage()[0],
                steps=lambda: faults.coverage()[1],
                here="incidents",
            ),
            name="coverage",
        ),
        path("cards/<str:iccid>/readings/", shows("card_readings.html", **READINGS), name="card_readings"),
        path(
            "readings/preview/",
            shows(
                "card_readings.html", **READINGS, preview=faults.transcript, text=faults.TRANSCRIPT, field=faults.flag
            ),
        ),
        path("cards/<str:iccid>/swap/", shows("card_swap.html", card=CARD, test=faults.swap_test), name="card_swap"),
        path("swap/none/", shows("card_swap.html", card=CARD)),
        path(
            "cards/<str:iccid>/verdicts/",
            shows("card_verdicts.html", card=CARD, past=faults.past),
            name="card_verdicts",
        ),
        path("verdicts/none/", shows("card_verdicts.html", card=CARD)),
        path(
            "tickets/<int:number>/hand-over/<str:iccid>/",
            shows("hand_over.html", hand_over=faults.hand_over, key="k"),
            name="hand_over",
        ),
        *(
            path(f"deeds/<int:number>/{name}/", nothing, name=name)
            for name in (
                "anomaly_move",
                "anomaly_ticket",
                "incident_confirm",
                "incident_close",
                "notice_withdraw",
                "pack_document",
                "pack_revoke",
                "swap_photo",
            )
        ),
        *(path(f"deeds/{name}/", nothing, name=name) for name in ("incident_declare", "notice_enter")),
        *(
            path(f"deeds/<str:iccid>/{name}/", nothing, name=name)
            for name in ("transcript_read", "transcript_keep", "reading_enter", "swap_begin", "swap_step", "swap_end")
        ),
        *(
            path(f"deeds/<int:number>/<str:iccid>/{name}/", nothing, name=name)
            for name in ("pack_preview", "pack_send")
        ),
    ]
