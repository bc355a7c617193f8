"""Makes `.venv`, installs the locked requirements into it, and hands on to the installed `simcare`.

Run by the launcher with whatever Python it found, so: standard library only. A lock is installed again only when it, or
the place of the checkout, has changed; two launchers at once wait for each other.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILT_HERE = "pyftpdlib"
"""Has no wheel; pure Python, built by the setuptools that the base lock brings."""


class InstallFailed(Exception):
    """What went wrong and how to mend it, for people."""


def main(arguments: list[str]) -> None:
    """Install what is missing, then become the installed command."""
    try:
        ensure("base")
    except InstallFailed as failed:
        sys.exit(f"simcare: {failed}")
    command = VENV / "bin" / "simcare"
    os.execv(command, [str(command), *arguments])


def ensure(lock: str) -> None:
    """Make `.venv` hold what `requirements/<lock>.txt` names. `lock` is base or test; test holds base."""
    if is_installed(lock):
        return
    with _alone():
        if is_installed(lock):  # the launcher that we waited for did it
            return
        if not _is_usable():
            _make_venv()
        _install_lock(lock)
        _install_checkout()
        _stamp(lock).write_text(_fingerprint(lock))


def is_installed(lock: str) -> bool:
    """Whether `.venv` works and was made from this very lock, here."""
    stamp = _stamp(lock)
    return _is_usable() and stamp.is_file() and stamp.read_text() == _fingerprint(lock)


def _stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def _fingerprint(lock: str) -> str:
    content = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
    return hashlib.sha256(content + os.fsencode(ROOT)).hexdigest()


def _is_usable() -> bool:
    """A copied checkout, or one whose Python was upgraded or lies where we may not look, has a dead `.venv`."""
    return os.access(PYTHON, os.X_OK)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the checkout's folder locked, so that two launchers never install at once."""
    if not os.access(ROOT, os.W_OK):
        raise InstallFailed(f"{ROOT} can't be written to, so nothing can be installed; run it once as its owner.")
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another simcare is installing; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_venv() -> None:
    _say(f"Making {VENV.name} with Python {sys.version.split()[0]}")
    _need_ensurepip()
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise InstallFailed(f"{VENV} could not be made: {error}") from error


def _need_ensurepip() -> None:
    """Debian ships Python without the part that puts pip into a new environment."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        _say(f"Installing {package}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=False, env=quiet)
        subprocess.run([apt, "install", "-y", "-qq", package], check=False, env=quiet, stdout=subprocess.DEVNULL)
        importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        raise InstallFailed(f"this Python can't make virtual environments; as root: apt-get install {package}")


def _install_lock(lock: str) -> None:
    """Hashes always, and wheels but for what is built here: what runs here is what the lock's author had."""
    path = ROOT / "requirements" / f"{lock}.txt"
    total = sum("==" in line and not line.lstrip().startswith("#") for line in path.read_text().splitlines())
    _say(f"Installing {total} packages (requirements/{lock}.txt); the first time this takes a minute or two")
    # what is used is compiled when it is first used; all of it takes as long as the installation
    wheels = ("--no-compile", "--only-binary=:all:", f"--no-binary={BUILT_HERE}", "--no-build-isolation")
    _pip("--require-hashes", *wheels, "-r", str(path), total=total)


def _install_checkout() -> None:
    """The checkout itself, editable; its builder came with the lock, so nothing else is fetched."""
    _pip("--no-build-isolation", "-e", str(ROOT))


def _pip(*what: str, total: int = 0) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--no-user", "--no-input", "--progress-bar=off", *what]
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    # One pipe for both streams: pip's last words are its error.
    process = subprocess.Popen(
        command,
        env=quiet,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = list(_shown(process.stdout or [], total))
    if process.wait():
        words = "".join(lines[-12:])
        raise InstallFailed(
            f"pip could not install ({' '.join(what)}):\n{words}Run the same command again when mended."
        )


def _shown(lines: Iterator[str] | list[str], total: int) -> Iterator[str]:
    """Pass pip's lines on, with a counter on a terminal."""
    done = 0
    for line in lines:
        if total and line.startswith(("Collecting ", "Requirement already satisfied: ")):
            done += 1
            name = line.removeprefix("Requirement already satisfied: ").removeprefix("Collecting ").split("==")[0]
            _progress(f"  {done}/{total} {name}")
        yield line
    _progress("")


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
