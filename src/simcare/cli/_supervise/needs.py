"""What tests need beyond Python packages: programs and fonts of the machine, and what npm brings.

Root on Debian gets them installed; anybody else is told the names, and which tests are left out without them.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

FONTS = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing of the machine."""

    name: str
    package: str
    """Debian's name for it."""
    left_out: str
    """What can't be tested without it."""
    is_there: Callable[[], bool]


def chromium() -> str | None:
    """The browser that tests drive."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def headless() -> str | None:
    """Chromium without a window or its own surface, which opens a page in half the time; else Chromium."""
    return shutil.which("chromium-headless-shell") or chromium()


def dovecot() -> str | None:
    """The IMAP server that tests fetch from."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _has_font(name: str) -> Callable[[], bool]:
    return lambda: any(FONTS.rglob(f"{name}*"))


NEEDS = (
    Need("Chromium", "chromium", "tests marked browser", lambda: chromium() is not None),
    Need(
        "Chromium's headless shell",
        "chromium-headless-shell",
        "nothing, but tests of pages take longer",
        lambda: shutil.which("chromium-headless-shell") is not None,
    ),
    Need("Noto fonts", "fonts-noto-core", "the look of Arabic text", _has_font("NotoSansArabic")),
    Need("Noto CJK fonts", "fonts-noto-cjk", "the look of Chinese, Japanese and Korean text", _has_font("NotoSansCJK")),
    Need("Dovecot", "dovecot-imapd", "tests marked dovecot: real IMAP", lambda: dovecot() is not None),
    Need("npm", "npm", "pages with their icons, tests marked browser", lambda: shutil.which("npm") is not None),
)


def missing() -> list[Need]:
    """What is not there."""
    return [need for need in NEEDS if not need.is_there()]


def provide() -> None:
    """Install what is missing when we may; tell of what stays missing."""
    absent = missing()
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install([need.package for need in absent])
        absent = missing()
    for need in absent:
        click.echo(f"{need.name} is missing; left out: {need.left_out}. As root: apt-get install {need.package}")


def _apt_install(packages: list[str]) -> None:
    click.echo(f"Installing {', '.join(packages)} (apt-get)")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], check=False, env=quiet, stdout=subprocess.DEVNULL)  # noqa: S607  root's PATH
