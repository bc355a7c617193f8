"""What all tests share: where the real inputs lie, and the switch for long runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as settings_of_examples

from simcare.cli._supervise.needs import chromium, dovecot
from simcare.kernel.room import with_room

ROOT = Path(__file__).parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tests too")


def pytest_configure() -> None:
    """Tables are copied; passwords need no slow hash; pages and examples may take their time on a busy machine."""
    from django.conf import settings
    from django.db import connection
    from playwright.sync_api import expect

    connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]  # migrated by `simcare test`
    settings.SIMCARE_COUNTS_LAST_SECONDS = 0.0  # every test has a database of its own
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    expect.set_options(timeout=30_000)
    settings_of_examples.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings_of_examples.load_profile("busy")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {
        "shared": (SHARED_DATA.is_dir(), "../shared/data is not there"),
        "browser": (chromium() is not None, "no Chromium on this machine"),
        "dovecot": (dovecot() is not None, "no Dovecot on this machine"),
        "long": (config.getoption("--long"), "long; run with --long"),
    }
    for item in items:
        for mark, (runs, why) in left_out.items():
            if item.get_closest_marker(mark) and not runs:
                item.add_marker(pytest.mark.skip(reason=why))


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Tests run with room for their frames, as the desk's own processes do."""
    wanted = pyfuncitem._fixtureinfo.argnames  # as pytest's own
    with_room(pyfuncitem.obj)(**{name: pyfuncitem.funcargs[name] for name in wanted})
    return True


@pytest.fixture(autouse=True)
def language_left_behind() -> Iterator[None]:
    """A request sets the language of its thread; the next test starts without one."""
    yield
    translation.deactivate()


@pytest.fixture
def policies(transactional_db: None) -> None:
    """The default policies, which a test with real transactions finds emptied by the one before it."""
    from django.apps import apps
    from django.db.migrations import RunPython
    from django.db.migrations.loader import MigrationLoader

    from simcare.kernel import policy
    from simcare.kernel.models import PolicyVersion

    if PolicyVersion.objects.exists():
        return
    for _, migration in sorted(MigrationLoader(None, load=True).disk_migrations.items()):
        for step in migration.operations:
            if isinstance(step, RunPython) and step.code.__qualname__.startswith(policy.defaults.__name__):
                step.code(apps, None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs beside the checkout."""
    return SHARED_DATA
