"""Sessions of people who are signed in at a desk that a bench measures."""

import importlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from simcare.world.benches._desk import RunningDesk

if TYPE_CHECKING:
    from simcare.accounts.models import User


def use(desk: RunningDesk) -> None:
    """This process uses the desk's database and secret, as its owner."""
    access = importlib.import_module("simcare.cli._supervise.access")  # a neighbour door, by name
    url = access.Access.read(desk.var).url(access.OWNER)
    os.environ |= {"SIMCARE_VAR": str(desk.var), "DATABASE_URL": url}
    from simcare.kernel.boot import boot

    boot(scope="provider")
    from django.conf import settings
    from django.db import connection

    connection.close()
    connection.settings_dict |= settings_of(url)
    settings.SECRET_KEY = (desk.var / "secret_key").read_text().strip()


def settings_of(url: str) -> dict[str, Any]:
    """Where Django finds the database that is measured now; a run measures two."""
    info = psycopg.conninfo.conninfo_to_dict(url)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {name: str(info[key]) for name, key in named.items()}


def sessions(users: "Iterable[User]") -> list[str]:
    """A fresh session of each."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from simcare.accounts.actions import sign_ins

    keys = []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "simcare.accounts.queries.sessions.Backend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["sign_in"] = sign_ins.begin(user_id=user.pk, agent="bench", at=datetime.now(UTC)).id
        session.create()
        keys.append(str(session.session_key))
    return keys
