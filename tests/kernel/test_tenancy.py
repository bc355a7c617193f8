"""The wall between accounts holds for a role that owns nothing, whatever the query."""

from collections.abc import Iterator

import pytest
from django.db import Error, connection, transaction

from simcare.accounts.models import Account, Contact
from simcare.kernel.tenancy import acting_as_account, acting_as_provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_accounts() -> tuple[Account, Account]:
    mine, other = Account.objects.create(name="Mine"), Account.objects.create(name="Other")
    for account in (mine, other):
        Contact.objects.create(account=account, email="someone@place.example")
    return mine, other


@pytest.fixture
def runtime_role(two_accounts: tuple[Account, Account]) -> Iterator[None]:
    """A connection as web processes have it: no superuser, no scope of its own. FORCE binds even the tables' owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,), "these tests prove nothing as superuser; run them by ./simcare test"
        cursor.execute("SELECT set_config('app.scope', '', false)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', 'provider', false)")


def test_without_a_scope_nothing_is_seen(runtime_role: None) -> None:
    assert not Account.objects.exists()
    assert not Contact.objects.exists()


def test_an_account_sees_its_own_rows_only(two_accounts: tuple[Account, Account], runtime_role: None) -> None:
    mine, other = two_accounts
    with acting_as_account(mine.id):
        assert [account.name for account in Account.objects.all()] == ["Mine"]
        assert Contact.objects.filter(account_id=other.id).count() == 0
        assert Contact.objects.count() == 1
    assert not Contact.objects.exists(), "the scope ends with its transaction"


def test_an_account_can_neither_write_into_another_nor_move_a_row_there(
    two_accounts: tuple[Account, Account], runtime_role: None
) -> None:
    mine, other = two_accounts
    with acting_as_account(mine.id):
        with pytest.raises(Error), transaction.atomic():
            Contact.objects.create(account_id=other.id, email="spy@place.example")
        with pytest.raises(Error), transaction.atomic():
            Contact.objects.update(account_id=other.id)


def test_the_provider_sees_all(runtime_role: None) -> None:
    with acting_as_provider():
        assert Account.objects.count() == 2


def test_every_table_with_an_account_has_a_forced_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE a.attname = 'account_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        assert [name for (name,) in cursor.fetchall()] == []


def test_every_wall_reads_its_settings_once_for_a_query() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE schemaname = 'public'"
            " AND regexp_count(qual, 'current_setting') <> regexp_count(qual, 'SELECT [^)]*current_setting')"
        )
        assert [name for (name,) in cursor.fetchall()] == []
