"""A database that stands half-way through the migrations of before is refused; one that stands whole goes on."""

from itertools import groupby

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from simcare.kernel.tables import half_way

KEPT = {("cards", "0002_fleet"), ("clocks", "0002_policies"), ("messaging", "0003_policies")}
"""Migrations of before whose name one of today has."""


def before() -> dict[str, list[tuple[str, str]]]:
    """The migrations of before, room by room, in their order."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    folded = {old for (room, _), step in loader.disk_migrations.items() for old in step.replaces if old[0] == room}
    ours = {key for key, step in loader.disk_migrations.items() if step.__module__.startswith("simcare.")}
    rooms = {room for room, _ in ours}
    names = sorted(KEPT | {old for old in folded if old[0] in rooms})
    return {room: list(steps) for room, steps in groupby(names, key=lambda step: step[0])}


def test_a_room_is_refused_wherever_it_stands_between_its_first_and_last_old_migration() -> None:
    rooms = before()
    assert sum(len(steps) for steps in rooms.values()) == 46
    for room, steps in rooms.items():
        assert half_way(steps) == half_way([]) == []
        for number in range(1, len(steps)):
            assert half_way(steps[:number]) == [room], steps[number - 1]


@pytest.mark.django_db
def test_migrate_tells_what_to_do_with_a_database_that_stands_half_way() -> None:
    MigrationRecorder(connection).record_unapplied("support", "0018_newest_found")
    with pytest.raises(SystemCheckError, match=r"(?s)old migrations of support .* code of commit [0-9a-f]{7}"):
        call_command("migrate", check_unapplied=True, skip_checks=False, verbosity=0)
