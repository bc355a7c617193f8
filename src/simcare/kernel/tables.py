"""How a room's tables are laid: all of a migration at once, and never upon half of what they were before."""

from collections.abc import Collection
from typing import Final

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

LAST_BEFORE_FOLD: Final = "8666708"
"""The last commit that holds the migrations which those of today stand for (decision 18)."""


class CreateTables(Operation):
    """A migration step that makes several models, each after those it refers to.

    One `CreateModel` after the other has Django render, for each, every model that is connected with it, which is
    nearly all of the house: 8,668 renderings, and 17 s. Together they are rendered once.
    """

    category = OperationCategory.ADDITION

    def __init__(self, *models: CreateModel) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # what was rendered, as ProjectState.clear_delayed_apps_cache lets go of it
        state.is_delayed = False  # what is rendered next is rendered whole
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {', '.join(model.name for model in self.models)}"


def half_way(done: Collection[tuple[str, str]]) -> list[str]:
    """Rooms of which some old migrations are applied and others are neither applied nor in the house any more.

    `done` holds pairs of room and migration.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    there = {*done, *loader.disk_migrations}
    folded = {key: set(migration.replaces) for key, migration in loader.disk_migrations.items()}
    return sorted({room for (room, _), old in folded.items() if old & set(done) and not old <= there})


def refuse_half_way(*, databases: Collection[str] | None, **_: object) -> list[CheckMessage]:
    """Django asks this before it migrates: what it would do by itself is to lay some tables and leave out others."""
    return [
        Error(
            f"This database stands half-way: old migrations of {', '.join(rooms)} were not all applied.",
            hint=f"Start it once with the code of commit {LAST_BEFORE_FOLD}, then with this one.",
            id="kernel.E001",
        )
        for name in databases or ()
        if (rooms := half_way(MigrationRecorder(connections[name]).applied_migrations()))
    ]
