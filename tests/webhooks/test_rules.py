"""Signatures as the standard's own example has them, and pauses that last about three days."""

from datetime import UTC, datetime, timedelta

import pytest

from simcare.webhooks.rules.retrying import LONGEST_WISH, PAUSES, pause_after
from simcare.webhooks.rules.signing import headers, new_secret


def test_the_example_of_the_standard_is_signed_as_there() -> None:
    told = headers(
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        body=b'{"test": 2432232314}',
        secrets_told=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert told == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_sign_side_by_side() -> None:
    secrets = [new_secret(), new_secret()]
    told = headers(message_id="m", at=datetime.now(UTC), body=b"{}", secrets_told=secrets)
    assert len({*told["webhook-signature"].split(" ")}) == 2


@pytest.mark.parametrize(
    ("attempts", "wished", "chance", "pause"),
    [
        (1, None, 0.0, timedelta(seconds=5)),
        (1, None, 0.5, timedelta(seconds=5.5)),
        (1, 60, 0.0, timedelta(seconds=60)),
        (4, 60, 0.0, timedelta(hours=2)),
        (1, 10**9, 0.0, LONGEST_WISH),
        (9, None, 0.0, timedelta(hours=24)),
        (10, None, 0.0, None),
    ],
)
def test_a_pause_is_as_long_as_the_other_side_wishes_and_ends_some_day(
    attempts: int, wished: int | None, chance: float, pause: timedelta | None
) -> None:
    assert pause_after(attempts, wished_seconds=wished, chance=chance) == pause


def test_all_pauses_together_last_three_days() -> None:
    assert timedelta(days=3) <= sum(PAUSES, timedelta()) <= timedelta(days=3.5)
