"""Who may sign in to the embedded database, and with what: the file `database.json` in the folder of local state.

Light on purpose, for every verb reads it: neither Django nor a database driver is imported here.
"""

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

from simcare.cli._supervise.install import ROOT
from simcare.cli._supervise.ports import LOOPBACK

ADMIN = "postgres"
OWNER = "simcare_owner"
"""Owns the tables and migrates them; no process that serves people has its password."""
WEB = "simcare_web"
WORKER = "simcare_worker"
DATABASE = "simcare"
NAMED_SERVER = os.environ.get("DATABASE_URL", "")
"""The server that the environment named when this process began; empty: the embedded one."""


@dataclass(slots=True)
class Access:
    """Port and passwords of the embedded cluster."""

    port: int
    passwords: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, port: int) -> Self:
        """Fresh random passwords."""
        return cls(port, {role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, WEB, WORKER)})

    @classmethod
    def read(cls, var: Path) -> Self | None:
        """None when there is no embedded database here, or when it is not ours to read."""
        try:
            return cls(**json.loads((var / "database.json").read_text()))
        except (FileNotFoundError, PermissionError):
            return None

    def write(self, var: Path) -> None:
        """Whole or not at all; only the owner of the file may read it."""
        fresh = var / "database.json.new"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(self)))
        fresh.replace(var / "database.json")

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for one role."""
        return f"postgres://{role}:{quote(self.passwords[role])}@{LOOPBACK}:{self.port}/{database}"


def var_folder() -> Path:
    """The folder of local state: SIMCARE_VAR, else `var` in the checkout."""
    return Path(os.environ.get("SIMCARE_VAR") or ROOT / "var").resolve()


def export() -> None:
    """Let this process find the folder of local state and the database, as the worker's role wherever there is one."""
    var = var_folder()
    os.environ["SIMCARE_VAR"] = str(var)
    if NAMED_SERVER:
        if runtime := os.environ.get("DATABASE_RUNTIME_URL"):
            os.environ["DATABASE_URL"] = runtime
        elif known := Access.read(external_folder(var)):
            os.environ["DATABASE_URL"] = as_role(NAMED_SERVER, WORKER, known.passwords[WORKER])
    elif access := Access.read(var):
        os.environ["DATABASE_URL"] = access.url(WORKER)


def external_folder(var: Path) -> Path:
    """Where the passwords are kept of the roles that we made on the server that DATABASE_URL names."""
    return var / "external" / hashlib.sha256(NAMED_SERVER.encode()).hexdigest()[:12]


def as_role(url: str, role: str, password: str) -> str:
    """The same database, for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{quote(password)}@{place}").geturl()
