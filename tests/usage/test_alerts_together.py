"""Alerts as processes raise them, in no scope of a test: at the same time, and by themselves."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from simcare.kernel import clock, outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.evidence import record
from simcare.operators.values.evidence import Evidence
from simcare.usage.actions.alerts import sweep
from simcare.usage.models import Alert, Meter
from tests.usage.files import AT, line, load, make_card
from tests.usage.test_alerts import meter, raised_ids

pytestmark = pytest.mark.django_db(transaction=True)


def test_imports_at_the_same_time_tell_each_crossing_once() -> None:
    """Six threads advance the same twenty meters by steps of a tenth, all of them past 80 and 95 %, with a sweep."""
    with acting_as_provider():
        for number in range(20):
            meter(make_card(number), allowance=60_000, until_at=AT + timedelta(days=3))
    ready, trouble = threading.Barrier(7), list[BaseException]()

    def work(number: int) -> None:
        try:
            ready.wait()
            for turn in range(10):
                if number == 6:
                    sweep(at=AT + timedelta(seconds=turn))
                else:
                    load([line(number * 10 + turn, card=card, used=1_000) for card in range(20)])
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert trouble == []
    with acting_as_provider():
        assert set(Meter.objects.values_list("used_bytes", flat=True)) == {60_000}
        counted = Counter(Alert.objects.values_list("kind", "value"))
        assert counted == {("days", 7): 20, ("used", 80): 20, ("used", 95): 20, ("exhausted", 0): 20}
        assert raised_ids() == Counter(Alert.objects.values_list("id", flat=True))


def test_what_a_platform_says_reaches_the_meter_by_itself() -> None:
    at = clock.now()
    with acting_as_provider():
        card = make_card()
        meter(card, until_at=at + timedelta(days=20), at=at)
        record(card_id=card.id, evidence=[Evidence("package.throttled", True, at, at, "eiotclub")])
    outbox.deliver("network")
    with acting_as_provider():
        assert list(Alert.objects.values_list("kind", flat=True)) == ["throttled"]
