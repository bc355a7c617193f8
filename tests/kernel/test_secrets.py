"""Secrets at rest: opened by the right key for the right owner, and by nothing else."""

import base64
import stat
from pathlib import Path

import pytest
from pytest_django import Settings

from simcare.kernel.secrets import SecretUnreadable, master_keys, resealed, seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_secret_comes_back_as_it_was() -> None:
    assert unseal(seal("pass\nwört 密", keys=[OLD]), keys=[OLD]) == "pass\nwört 密"


def test_the_same_secret_never_looks_the_same() -> None:
    assert seal("x", keys=[OLD]) != seal("x", keys=[OLD])


def test_another_owner_cannot_open_it() -> None:
    with pytest.raises(SecretUnreadable):
        unseal(seal("x", owner="account:1", keys=[OLD]), owner="account:2", keys=[OLD])


def test_another_master_key_cannot_open_it() -> None:
    with pytest.raises(SecretUnreadable):
        unseal(seal("x", keys=[OLD]), keys=[NEW])


@pytest.mark.parametrize("text", ["", "v1", "v1.a.b.c", "v2.a.b.c", "v1.a.b.c.d"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(SecretUnreadable):
        unseal(text, keys=[OLD])


def test_one_changed_character_is_noticed() -> None:
    sealed = seal("canary", keys=[OLD])
    for place in range(len(sealed) - 20, len(sealed) - 2):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(SecretUnreadable) as caught:
            unseal(changed, keys=[OLD])
        assert "canary" not in str(caught.value)


def test_a_new_master_key_takes_over_without_a_pause() -> None:
    sealed = seal("x", keys=[OLD])
    assert unseal(sealed, keys=[NEW, OLD]) == "x"
    assert unseal(resealed(sealed, keys=[NEW, OLD]), keys=[NEW]) == "x"


def test_keys_come_from_the_environment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMCARE_MASTER_KEY", ",".join(base64.b64encode(key).decode() for key in (NEW, OLD)))
    assert master_keys() == [NEW, OLD]


@pytest.mark.parametrize("named", ["c2hvcnQ=", ","])
def test_a_key_of_another_length_is_refused(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("SIMCARE_MASTER_KEY", named)
    with pytest.raises(SecretUnreadable):
        master_keys()


def test_the_file_is_made_once_and_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.delenv("SIMCARE_MASTER_KEY", raising=False)
    settings.VAR = tmp_path
    assert master_keys() == master_keys()
    assert stat.S_IMODE((tmp_path / "master_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["master_key"]
