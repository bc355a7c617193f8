"""A platform that does not answer is asked again after as long as it has been silent."""

from datetime import UTC, datetime, timedelta

from simcare.operators.rules.asking import LONGEST, ask_again_at

T = datetime(2026, 11, 1, tzinfo=UTC)


def test_each_pause_is_as_long_as_the_silence_before_it_within_its_limits() -> None:
    asked, pauses = [T], []
    while len(pauses) < 10:
        asked.append(ask_again_at(silent_since=T, asked_at=asked[-1]))
        pauses.append((asked[-1] - asked[-2]) / timedelta(seconds=1))
    assert pauses == [5, 5, 10, 20, 40, 80, 160, 320, 640, LONGEST / timedelta(seconds=1)]
