"""Jobs of one command for many cards, against the running simulator, whose own books say what really happened."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from simcare.cards.models import Card, CardStateChange
from simcare.cards.values import Filters
from simcare.clocks.models import Clock
from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import (
    approve_job,
    begin_job,
    order_command,
    refuse_job,
    retry_job,
    settling,
    stop_job,
    undo_job,
)
from simcare.operators.actions.by_hand import give_up_job, report_job_done
from simcare.operators.errors import JobImpossible, JobNeedsSecondPerson
from simcare.operators.jobs import advance_jobs, dispatch_jobs
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries.jobs import can_retry, count_reasons, count_results, outlook
from simcare.operators.rules.jobs import BY_HAND, CALLED, REFUSED, Group, given_back, shares, way
from simcare.operators.values.jobs import JobState, JobWish
from simcare.operators.values.platforms import COMMANDS, Capabilities, Function
from tests.operators.factories import make_card, make_platform
from tests.operators.running import Simulator

CAN = Capabilities(frozenset({Function.SUSPEND, Function.LOCK_IMEI}), by_hand=frozenset({Function.RESUME}))


@pytest.mark.parametrize(
    ("function", "state", "has_imei", "told"),
    [
        (Function.SUSPEND, "active", True, (CALLED, "")),
        (Function.SUSPEND, "suspended", True, (CALLED, "")),  # it is read first, and then nothing is sent
        (Function.SUSPEND, "terminated", True, (REFUSED, "terminated")),
        (Function.SUSPEND, "not_activated", True, (REFUSED, "not_activated")),
        (Function.RESUME, "suspended", True, (BY_HAND, "this platform has no call to resume")),
        (Function.LOCK_IMEI, "active", False, (REFUSED, "no_imei")),
        (Function.SEND_SMS, "active", True, (REFUSED, "this platform has no call to send SMS")),
    ],
)
def test_the_way_of_a_command_to_a_card(function: Function, state: str, has_imei: bool, told: tuple[str, str]) -> None:
    assert way(function, state=state, has_imei=has_imei, can=CAN) == told


def test_a_platform_that_is_not_set_up_gets_nothing() -> None:
    (share,) = shares(Function.SUSPEND, [Group("gone", "active", True, 7)], {})
    assert (share.how, share.why, share.count) == (REFUSED, "no_platform", 7)


@pytest.mark.parametrize(
    ("function", "before", "told"),
    [
        (Function.SUSPEND, {"card.state": "active"}, (Function.RESUME, {})),
        (Function.LOCK_IMEI, {"imei.locked": None}, (Function.UNLOCK_IMEI, {})),
        (Function.LOCK_IMEI, {"imei.locked": "35"}, (Function.LOCK_IMEI, {"imei": "35"})),
        (Function.UNLOCK_IMEI, {"imei.locked": "35"}, (Function.LOCK_IMEI, {"imei": "35"})),
        (Function.UNLOCK_IMEI, {"imei.locked": None}, None),
        (Function.SEND_SMS, None, None),
    ],
)
def test_what_gives_a_card_back_what_it_had(
    function: Function, before: dict[str, object] | None, told: tuple[Function, dict[str, str]] | None
) -> None:
    assert given_back(function, before) == told


@pytest.fixture
def platforms(simulator: Simulator, settings: Settings, db: None) -> Iterator[None]:
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    with acting_as_provider():
        make_platform(simulator, "soracom")
        make_platform(simulator, "eiotclub")
        yield


def now() -> datetime:
    return datetime.now(UTC)


def fleet(simulator: Simulator, count: int, *, first: int = 0, **fields: object) -> list[Card]:
    """Cards at Soracom that the desk and the platform both know, active as far as we know."""
    cards = [
        make_card(simulator, "soracom", iccid=f"8942310000{first + number:09d}", **fields) for number in range(count)
    ]
    Card.objects.filter(id__in=[card.id for card in cards]).update(state="active")
    return cards


def wish(cards: Sequence[Card], function: Function = Function.SUSPEND, **arguments: str) -> JobWish:
    ids = tuple(card.id for card in cards)
    return JobWish(function=function, arguments=arguments, card_ids=ids, reason="unpaid")


def begun(cards: Sequence[Card], function: Function = Function.SUSPEND, key: str = "k", **arguments: str) -> CommandJob:
    return begin_job(wish=wish(cards, function, **arguments), key=key, by="anna", at=now())


def run(job: CommandJob, *, seconds: float = 20) -> dict[str, int]:
    """Work as the worker does until the job has ended, without its pauses."""
    ends_at = time.monotonic() + seconds
    while True:
        advance_jobs(now())
        Command.objects.filter(job__isnull=False, settled_at=None).update(next_at=now())
        dispatch_jobs(now())
        advance_jobs(now())
        job.refresh_from_db()
        if job.ended_at or time.monotonic() > ends_at:
            return {name: count for name, count in count_results(job.id).items() if count}


def states(simulator: Simulator, cards: Sequence[Card]) -> list[str]:
    return [simulator.control("GET", f"cards/{card.iccid}")[0]["state"] for card in cards]


@pytest.mark.usefixtures("platforms")
def test_a_job_changes_its_cards_once_each_and_knows_which_were_so_before(simulator: Simulator) -> None:
    cards = fleet(simulator, 6)
    simulator.card("soracom", cards[0].iccid, state="suspended")  # at the platform; we think that it is active
    Card.objects.filter(id=cards[1].id).update(state="terminated")
    job = begun(cards)
    assert run(job) == {"confirmed": 4, "failed": 1, "same": 1}
    assert job.state == JobState.DONE
    assert states(simulator, cards) == ["suspended", "active", *["suspended"] * 4]
    assert len(simulator.calls("/suspend")) == 4
    assert count_reasons(job.id) == [("terminated", 1)]
    assert set(Card.objects.filter(state="suspended").values_list("stopped_by", flat=True)) == {"provider", "unknown"}
    assert CardStateChange.objects.filter(card__in=cards, state="suspended").count() == 5
    told = AuditEntry.objects.filter(subject=job.subject).order_by("id")
    assert list(told.values_list("action", flat=True)) == ["command_job.wanted", "command_job.ended"]
    assert OutboxEvent.objects.filter(name="cards.CardStateChanged").count() == 5
    assert not OutboxEvent.objects.filter(name="operators.CommandOrdered").exists()


@pytest.mark.usefixtures("platforms")
def test_an_undo_gives_back_what_the_job_changed_and_nothing_else(simulator: Simulator) -> None:
    cards = fleet(simulator, 5)
    simulator.card("soracom", cards[0].iccid, state="suspended")
    job = begun(cards)
    run(job)
    other = begun(cards[1:2], Function.RESUME, key="another")  # a colleague resumes one, and suspends it for good
    run(other)
    again = begun(cards[1:2], Function.SUSPEND, key="for good")
    run(again)
    back = undo_job(job_id=job.id, by="anna", at=now())
    assert run(back) == {"confirmed": 3, "failed": 1}
    assert count_reasons(back.id) == [("changed_since", 1)]
    assert states(simulator, cards) == ["suspended", "suspended", "active", "active", "active"]
    with pytest.raises(JobImpossible):
        undo_job(job_id=job.id, by="anna", at=now())


@pytest.mark.usefixtures("platforms")
def test_undoing_a_lock_restores_the_lock_before_it(simulator: Simulator) -> None:
    cards = fleet(simulator, 2, imei_lock="")
    simulator.card("soracom", cards[0].iccid, imei_lock="359999000000001")
    Card.objects.update(imei="351111000000002")
    job = begun(cards, Function.LOCK_IMEI)
    assert run(job) == {"confirmed": 2}
    assert run(undo_job(job_id=job.id, by="anna", at=now())) == {"confirmed": 2}
    locks = [simulator.control("GET", f"cards/{card.iccid}")[0]["imei_lock"] for card in cards]
    assert locks == ["359999000000001", ""]


@pytest.mark.usefixtures("platforms")
def test_what_failed_is_tried_again_and_what_succeeded_is_not(simulator: Simulator) -> None:
    cards = fleet(simulator, 3)
    order_command(card_id=cards[0].id, function=Function.RESUME, key="rival", by="ben", at=now())
    job = begun(cards)
    assert run(job) == {"confirmed": 2, "failed": 1}
    assert count_reasons(job.id) == [("under_way", 1)]
    Command.objects.filter(key="rival").update(state="failed", settled_at=now())
    again = retry_job(job_id=job.id, by="anna", at=now())
    assert run(again) == {"confirmed": 1}
    assert states(simulator, cards) == ["suspended"] * 3
    assert len(simulator.calls("/suspend")) == 3
    assert not can_retry(job)


@pytest.mark.usefixtures("platforms")
def test_stopping_sends_nothing_more_but_reads_back_what_was_sent(simulator: Simulator) -> None:
    cards = fleet(simulator, 4)
    job = begun(cards)
    advance_jobs(now())
    sent = settling.note(settling.claim("soracom", "queued", at=now(), limit=1), now())  # type: ignore[arg-type]
    simulator.card("soracom", sent[0].card.iccid, state="suspended")  # sent, and the process died then
    stop_job(job_id=job.id, by="anna", at=now())
    assert run(job) == {"confirmed": 1, "failed": 3}
    assert count_reasons(job.id) == [("stopped", 3)]
    assert simulator.calls("/suspend") == []
    assert run(retry_job(job_id=job.id, by="anna", at=now())) == {"confirmed": 3}


@pytest.mark.usefixtures("platforms")
def test_faults_leave_no_card_in_doubt_and_nothing_is_sent_again_unasked(simulator: Simulator) -> None:
    cards = fleet(simulator, 30)
    for kind in ("server_error", "html", "busy", "timeout_after", "hang"):
        simulator.fault(kind, path="/suspend", times=1, seconds=0.2)  # one more failure might let calls rest for 30 s
    job = begun(cards)
    assert run(job) == {"confirmed": 30}
    assert states(simulator, cards) == ["suspended"] * 30
    assert unasked_repeats(simulator) == []


def unasked_repeats(simulator: Simulator) -> list[str]:
    """Cards to which a command went a second time without a question between; what was refused (429) is no command."""
    open_doubt, guilty = set[str](), list[str]()
    for call in simulator.calls():
        path = call["path"]
        if path.endswith("/suspend") and call["status"] != 429 and call["fault"] != "busy":
            iccid = path.split("/")[-2]
            guilty += [iccid] if iccid in open_doubt else []
            open_doubt.add(iccid)
        elif path.endswith("/query/sims"):
            open_doubt -= set(call["parameters"]["sim_id"].split(","))
    return guilty


@pytest.mark.usefixtures("platforms")
def test_above_the_number_of_the_policy_a_second_person_decides(simulator: Simulator) -> None:
    cards = fleet(simulator, 1)
    Card.objects.bulk_create(
        Card(iccid=f"77{n:017d}", iccid_key=f"77{n:017d}", product=cards[0].product, platform="gone")
        for n in range(100)
    )
    everything = JobWish(function=Function.SUSPEND, filters=Filters(), reason="unpaid")
    seen = outlook(everything, now())
    assert (seen.count, seen.counted(CALLED), seen.counted(REFUSED), seen.needs_second) == (101, 1, 100, True)
    with pytest.raises(JobImpossible, match="More cards match"):
        begin_job(wish=everything, most=100, key="k", by="anna", at=now())
    job = begin_job(wish=everything, most=101, key="k", by="anna", at=now())
    assert begin_job(wish=everything, key="k", by="anna", at=now()) == job
    advance_jobs(now())
    assert (job.state, Command.objects.count()) == (JobState.WAITING, 0)
    with pytest.raises(JobNeedsSecondPerson):
        approve_job(job_id=job.id, by="anna", at=now())
    approve_job(job_id=job.id, by="ben", at=now())
    assert run(job) == {"confirmed": 1, "failed": 100}
    with pytest.raises(JobImpossible, match="decided already"):
        refuse_job(job_id=job.id, reason="no", by="ben", at=now())


@pytest.mark.usefixtures("platforms")
def test_without_a_call_people_do_it_by_one_deadline_and_it_is_read_back(simulator: Simulator) -> None:
    cards = [make_card(simulator, "eiotclub", iccid=f"898604123456789{n:03d}11") for n in range(3)]
    job = begun(cards)
    advance_jobs(now())
    job.refresh_from_db()
    clock = Clock.objects.get(subject=job.subject)
    assert (clock.kind, clock.due_at, Clock.objects.count()) == ("task", job.due_at, 1)
    for card in cards[:2]:
        simulator.card("eiotclub", card.iccid, state="suspended")
    assert report_job_done(job_id=job.id, by="ben", at=now()) == 3
    dispatch_jobs(now())
    advance_jobs(now())
    assert count_results(job.id)["confirmed"] == 2  # a person's word is not enough where the platform shows it
    give_up_job(job_id=job.id, reason="the platform refuses it", by="ben", at=now())
    assert run(job) == {"confirmed": 2, "failed": 1}
    clock.refresh_from_db()
    assert clock.answered_at is not None
    back = undo_job(job_id=job.id, by="anna", at=now())
    advance_jobs(now())
    assert count_results(back.id)["by_hand"] == 2


@pytest.mark.usefixtures("platforms")
def test_a_job_of_an_account_touches_its_own_cards_only(simulator: Simulator) -> None:
    from simcare.accounts.models import Account

    own, foreign = Account.objects.create(name="Own"), Account.objects.create(name="Foreign")
    cards = fleet(simulator, 2)
    for card, account in zip(cards, (own, foreign), strict=True):
        Card.objects.filter(id=card.id).update(account=account)
    ids = tuple(card.id for card in cards)
    asked = JobWish(function=Function.SUSPEND, card_ids=ids, account_id=own.id, reason="winter")
    job = begin_job(wish=asked, key="k", actor="customer", by="eve", at=now())
    assert run(job) == {"confirmed": 1}
    assert states(simulator, cards) == ["suspended", "active"]
    cards[0].refresh_from_db()
    assert cards[0].stopped_by == "customer"


@pytest.mark.usefixtures("platforms")
def test_a_text_of_unknown_fate_is_not_sent_again(simulator: Simulator) -> None:
    cards = fleet(simulator, 3)
    simulator.fault("server_error", path="/send_sms", times=1)
    job = begun(cards, Function.SEND_SMS, message="APN: em")
    assert run(job) == {"confirmed": 2, "failed": 1}
    assert len(simulator.calls("/send_sms")) == 3


@pytest.mark.usefixtures("platforms")
def test_a_job_wants_a_reason_a_known_deed_and_some_card(simulator: Simulator) -> None:
    (card,) = fleet(simulator, 1)
    for bad in (
        JobWish(function=Function.SUSPEND, card_ids=(card.id,)),
        JobWish(function=Function.SWITCH_OPERATOR, card_ids=(card.id,), reason="x"),
        JobWish(function=Function.SUSPEND, card_ids=(), reason="x"),
        wish([card], Function.SEND_SMS, message="x" * 71),
    ):
        with pytest.raises(JobImpossible):
            begin_job(wish=bad, key="k", by="anna", at=now())
    assert Function.SWITCH_OPERATOR in COMMANDS
