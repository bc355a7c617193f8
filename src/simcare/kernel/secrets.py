"""Secrets at rest (security.md D25): each value under its own data key, that key under the master key.

The owner ("provider" or "account:12") is bound into both, so a sealed text that is moved to another owner's row can't
be opened there. Master keys are 32 random bytes, base64; the first seals, all of them open, so that a change of the
master key needs no pause: put the new one first, `resealed` every value, then drop the old one.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from simcare.kernel.errors import SimcareError

PROVIDER = "provider"
_VERSION = "v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class SecretUnreadable(SimcareError):
    """A stored secret can't be opened with this installation's master key."""

    code = "secret_unreadable"
    status = 500


def seal(value: str, *, owner: str = PROVIDER, keys: list[bytes] | None = None) -> str:
    """The value as a text that only this installation can open, and only for this owner."""
    master = (keys or master_keys())[0]
    data_key = secrets.token_bytes(_KEY_BYTES)
    parts = [_encrypted(master, data_key, owner), _encrypted(data_key, value.encode(), owner)]
    return ".".join([_VERSION, _name(master), *map(_text, parts)])


def unseal(sealed: str, *, owner: str = PROVIDER, keys: list[bytes] | None = None) -> str:
    """The value of a sealed text. Raises SecretUnreadable; no message holds any part of a secret."""
    try:
        version, name, wrapped, content = sealed.split(".")
        master = next(key for key in (keys or master_keys()) if _name(key) == name and version == _VERSION)
        data_key = _decrypted(master, _bytes(wrapped), owner)
        return _decrypted(data_key, _bytes(content), owner).decode()
    except (ValueError, StopIteration, InvalidTag):
        raise SecretUnreadable from None


def resealed(sealed: str, *, owner: str = PROVIDER, keys: list[bytes] | None = None) -> str:
    """The same secret under the newest master key."""
    return seal(unseal(sealed, owner=owner, keys=keys), owner=owner, keys=keys)


def master_keys() -> list[bytes]:
    """From SIMCARE_MASTER_KEY (several by commas), else from the file master_key in the folder of local state.

    The file is made, readable by its owner only, where there is none.
    """
    named = os.environ.get("SIMCARE_MASTER_KEY")
    text = named.replace(",", "\n") if named else _kept(Path(settings.VAR) / "master_key")
    keys = [base64.b64decode(line) for line in text.split()]
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise SecretUnreadable("a master key must be 32 bytes in base64")
    return keys


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_text(base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode())
        try:
            os.link(beside, file)  # fails where another process was faster, whose key then counts
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return file.read_text()


def _encrypted(key: bytes, value: bytes, owner: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, owner.encode())


def _decrypted(key: bytes, value: bytes, owner: str) -> bytes:
    return AESGCM(key).decrypt(value[:_NONCE_BYTES], value[_NONCE_BYTES:], owner.encode())


def _name(key: bytes) -> str:
    return hashlib.sha256(b"simcare master key " + key).hexdigest()[:8]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
