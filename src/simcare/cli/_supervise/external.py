"""A PostgreSQL server that somebody else runs, named by DATABASE_URL.

Its role migrates. When that role may create roles, the runtime roles are made there too, so that what serves people
owns nothing; else everything runs as the given role, and `simcare doctor` says so. DATABASE_RUNTIME_URL names a runtime
role that was made by hand.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import psycopg

from simcare.cli._supervise.access import WEB, WORKER, Access, as_role, external_folder
from simcare.cli._supervise.postgres import grant_runtime, make_runtime_roles
from simcare.kernel.errors import SimcareError


class DatabaseUnreachable(SimcareError):
    """The server named by DATABASE_URL can't be reached."""


def runtime_urls(url: str, var: Path) -> Callable[[str], str]:
    """Make what runtime roles we may; gives the address for each role. Raises DatabaseUnreachable."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as admin:
            if named := os.environ.get("DATABASE_RUNTIME_URL"):
                return lambda _: named
            if not _may_create_roles(admin):
                return lambda _: url
            passwords = _passwords(var)
            make_runtime_roles(admin, passwords)
            grant_runtime(admin, owner=admin.info.user)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(f"DATABASE_URL: {error}") from error
    return lambda role: as_role(url, role, passwords[role])


def _may_create_roles(admin: psycopg.Connection) -> bool:
    row = admin.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _passwords(var: Path) -> dict[str, str]:
    """Those of last time, so that a running process keeps its own."""
    folder = external_folder(var)
    folder.mkdir(parents=True, exist_ok=True)
    access = Access.read(folder) or Access(0, {role: secrets.token_urlsafe(24) for role in (WEB, WORKER)})
    access.write(folder)
    return access.passwords
