"""Examples of work on many cards, for the frozen desk."""

from django.urls import URLPattern, path

from simcare.operators.queries.jobs import JOBS
from simcare.web.staff.card_jobs import CardResult, JobView, OutlookView, ShareRow
from simcare.web.staff.job_words import RESULTS, why
from simcare.web.staff.remedy_words import REMEDIES
from tests.web import example_records as records
from tests.web.examples import before

ICCIDS = ("8942310000000005001", "8942310000000005019", "89860249213334946911")
STUBS = ("stop", "retry", "undo", "approve", "refuse", "done", "give_up")


def outlook() -> OutlookView:
    return OutlookView(
        "suspend",
        20_412,
        (
            ShareRow("EIOTCLUB", "by_hand", 400, 2, "EIOTCLUB has no call to suspend a card: staff does it by hand"),
            ShareRow("Soracom", "called", 20_000, 120),
            ShareRow("Soracom", "refused", 12, why=why("terminated")),
        ),
        same=122,
        under_way=3,
        minutes=4,
        needs_second=True,
        due_at=before(hours=-4),
    )


def nothing_to_do() -> OutlookView:
    return OutlookView("lock_imei", 7, (ShareRow("Soracom", "refused", 7, why=why("no_imei")),))


def job(state: str = "running", **more: object) -> JobView:
    counts = {"confirmed": 8_214, "same": 122, "sent": 96, "queued": 11_556, "by_hand": 400, "failed": 24}
    if state == "done":
        counts = {"confirmed": 20_266, "same": 122, "failed": 24}
    if state == "waiting":
        counts = {}
    told: dict[str, object] = {
        "results": tuple((name, str(word.text), counts[name]) for name, word in RESULTS.items() if name in counts),
        "reasons": ((why("terminated"), 12), (why("under_way"), 3), (why("stopped"), 9)) if counts else (),
        "by_hand": counts.get("by_hand", 0),
        "due_at": before(hours=-4) if "by_hand" in counts else None,
        "may_stop": state == "running",
        "may_undo": state == "done",
        "may_retry": state == "done",
        "decided_by": "" if state == "waiting" else "ben@simcare.example",
    }
    return JobView(
        12,
        "suspend",
        state,
        "anna@simcare.example",
        before(minutes=2),
        20_412,
        {"running": 8_360, "done": 20_412}.get(state, 0),
        "unpaid since September",
        **(told | more),  # type: ignore[arg-type]  # fields of the view, by name
    )


def jobs() -> list[JobView]:
    return [job("waiting"), job(), job("done", undoes=11), job("refused", refusal="too many"), job("done", retries=9)]


def rows() -> tuple[CardResult, ...]:
    return (
        CardResult(ICCIDS[0], "Nordsol Tracking", "failed", why("terminated"), before(minutes=1)),
        CardResult(ICCIDS[1], "", "failed", "refused with code SEM0018", before(minutes=1)),
        CardResult(ICCIDS[2], "广州车联科技有限公司", "by_hand", "", None),
    )


def addresses(shows: object, nothing: object) -> list[URLPattern]:
    """The pages of jobs; `shows` draws a template, `nothing` stands for a deed."""
    assert callable(shows) and callable(nothing)
    deeds = [(name.value, REMEDIES[name].name, name == "suspend") for name in JOBS]
    page = {"rows": rows, "shown": "failed", "deeds": records.deeds, "here": "cards"}
    return [
        path("card-jobs/", shows("card_jobs.html", jobs=jobs, here="cards"), name="jobs"),
        path("card-jobs/none/", shows("card_jobs.html", here="cards")),
        path(
            "card-jobs/new/",
            shows("card_job_new.html", seen=outlook, kept=[("all", "1")], deeds=deeds, key="k", here="cards"),
            name="job_new",
        ),
        path("card-jobs/new/none/", shows("card_job_new.html", seen=nothing_to_do, deeds=deeds, here="cards")),
        path("card-jobs/begin/", nothing, name="job_begin"),
        path("card-jobs/<int:number>/", shows("card_job.html", job=job, **page), name="job"),
        path("card-jobs/done/", shows("card_job.html", job=lambda: job("done"), **page)),
        path("card-jobs/waiting/", shows("card_job.html", job=lambda: job("waiting"), may_decide=True, here="cards")),
        path("card-jobs/<int:number>/cards.csv", nothing, name="job_cards"),
        *(path(f"card-jobs/<int:number>/{deed}/", nothing, name=f"job_{deed}") for deed in STUBS),
    ]
