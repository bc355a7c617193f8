"""The wall between business accounts: row-level security by account, with the provider's scope as the one gate.

Every customer table carries `account_id` and is protected by a policy with FORCE, so that even its owner sees only
what the connection's settings allow. Both settings unset means no row at all: forgetting a scope fails closed.
(security.md D1, D2.)
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import migrations, transaction

from simcare.kernel.asking import Asked, asking_anew, reading_ahead

SEES_ALL = "(SELECT current_setting('app.scope', true) = 'provider')"
OWN_ACCOUNT = "(SELECT nullif(current_setting('app.account', true), '')::bigint)"
"""Selects of their own, which PostgreSQL asks once for a query; without them it reads both settings for every row."""

_VISIBLE = f"({SEES_ALL} OR {{column}} = {OWN_ACCOUNT})"


@contextmanager
def acting_as_provider(*, savepoint: bool = True) -> Iterator[None]:
    """See and write the rows of all accounts, until the end of this block's transaction.

    Without a savepoint nothing may follow it in the transaction around it: an error that leaves this block ends that,
    too, and the scope lasts as long.
    """
    with _acting(scope="provider", account="", savepoint=savepoint):
        yield


@contextmanager
def acting_as_account(account_id: int) -> Iterator[None]:
    """See and write the rows of one account only, until the end of this block's transaction."""
    with _acting(scope="account", account=str(account_id)):
        yield


@contextmanager
def _acting(*, scope: str, account: str, savepoint: bool = True) -> Iterator[None]:
    with transaction.atomic(savepoint=savepoint), asking_anew():
        before = _set(scope, account)
        yield
        if savepoint:
            _set(*before)


def _set(scope: str, account: str) -> tuple[str, str]:
    """Set both for this transaction; what they were before."""
    asked = Asked(_SETTINGS, (scope, account), lambda rows: (rows[0][0], rows[0][1]))
    with reading_ahead(asked):  # the transaction's BEGIN goes along with it
        return asked.answer()


_SETTINGS = """
    WITH before AS MATERIALIZED (
        SELECT coalesce(current_setting('app.scope', true), '') AS scope,
               coalesce(current_setting('app.account', true), '') AS account
    )
    SELECT scope, account, set_config('app.scope', %s, true), set_config('app.account', %s, true) FROM before
"""


def protect(table: str, column: str = "account_id") -> migrations.RunSQL:
    """A migration step that walls off a customer table by the account in `column`."""
    visible = _VISIBLE.format(column=column)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY account_wall ON {table} USING {visible} WITH CHECK {visible};",
        f"DROP POLICY account_wall ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def provider_only(table: str) -> migrations.RunSQL:
    """A migration step that shows a table to the provider's scope alone: what it holds is nobody's yet."""
    return protect(table, column="NULL::bigint")


def reassign(table: str, column: str = "account_id") -> migrations.RunSQL:
    """A migration step that gives a table of the provider alone to the accounts in `column`; those of none stay its."""
    visible, none = _VISIBLE.format(column=column), _VISIBLE.format(column="NULL::bigint")
    change = "DROP POLICY account_wall ON {0}; CREATE POLICY account_wall ON {0} USING {1} WITH CHECK {1};"
    return migrations.RunSQL(change.format(table, visible), change.format(table, none))


def append_only(table: str) -> migrations.RunSQL:
    """A migration step that lets rows of a table be added and read, never changed or removed."""
    return migrations.RunSQL(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;"
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();",
        f"DROP TRIGGER append_only ON {table}; DROP FUNCTION {table}_is_append_only();",
    )
