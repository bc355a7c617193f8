"""Third-party files: installed from a lock without hosts, only the allow-list copied, nothing pointing to maps."""

import json

from simcare.web import assets


def test_lock_names_no_download_host() -> None:
    lock = (assets.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_everything_of_the_allow_list_is_copied() -> None:
    assets.install()
    names = {path.relative_to(assets.VENDOR).as_posix() for path in assets.VENDOR.rglob("*") if path.is_file()}
    assert {"htmx/htmx.min.js", "lucide/LICENSE", "lucide/timer.svg"} <= names
    assert not any("sourceMappingURL" in path.read_text() for path in assets.VENDOR.rglob("*.js"))


def test_installing_again_does_nothing() -> None:
    assets.install()
    before = {path: path.stat().st_mtime_ns for path in assets.VENDOR.rglob("*.svg")}
    assets.install()
    assert {path: path.stat().st_mtime_ns for path in assets.VENDOR.rglob("*.svg")} == before
