"""Raw mails are kept, and a line to the database that was cut is not kept with them."""

import pytest
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection

from simcare.kernel import clock
from simcare.messaging.actions.raw import keep
from simcare.messaging.models import RawMail

pytestmark = pytest.mark.django_db(transaction=True)


def _keep() -> int:
    return keep(
        content=b"Hello", peer="192.0.2.1", trusted=False, mail_from="", rcpt_to=["a@b.example"], at=clock.now()
    )


def test_after_the_line_was_cut_the_next_mail_finds_a_new_one() -> None:
    first = _keep()
    with connection.cursor() as cursor, pytest.raises(DatabaseTrouble):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.errors_occurred = False  # as if the server had gone by itself: only the keeping can notice
    with pytest.raises(DatabaseTrouble):
        _keep()
    close_old_connections()  # as the door does before each mail
    second = _keep()
    assert set(RawMail.objects.values_list("id", flat=True)) == {first, second}
