"""The keys of a backup and of the installation, in a file of their own that belongs in another place than the backup.

A backup is encrypted for a key (age, X25519) of which the folder itself holds the public half: making one needs no
secret, and who has the folder alone reads nothing.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage

from agency.backup.trouble import BackupTrouble


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What the file of keys holds: `identity` opens the backup, the others are those of the settings."""

    identity: str
    secret_key: str
    factor_key: str

    @property
    def recipient(self) -> str:
        """The public half."""
        return str(self.opener().to_public())

    def require_for(self, recipient: str) -> None:
        """Raises BackupTrouble where these are of another backup."""
        if self.recipient != recipient:
            raise BackupTrouble("Deze sleutels horen bij een andere back-up. Noem met --secrets het goede bestand.")

    def opener(self) -> pyrage.x25519.Identity:
        """The secret half. Raises BackupTrouble where it is unreadable."""
        return _identity(self.identity)

    def write(self, path: Path) -> None:
        """Keep them in a new file that only its owner reads. Raises BackupTrouble where one is there."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BackupTrouble(
                f"{path} bestaat al en wordt niet overschreven. Hoort het bij een andere back-up? Noem met --secrets "
                "een ander bestand."
            ) from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, path: Path) -> "Secrets":
        """What such a file holds. Raises BackupTrouble."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise BackupTrouble(
                f"Het bestand met de sleutels ({path}) is er niet. Zonder dat is de back-up niet te openen; noem het "
                "met --secrets."
            ) from None
        except (ValueError, TypeError):
            raise BackupTrouble(f"{path} is geen bestand met sleutels van een back-up.") from None


def new_identity() -> str:
    """A key to open a new backup."""
    return str(pyrage.x25519.Identity.generate())


def encrypt(source: Path, target: Path, recipient: str) -> None:
    """Write `source` encrypted; what lies at `target` is whole or not there."""
    half = target.with_name(f"{target.name}.part")
    pyrage.encrypt_file(str(source), str(half), [pyrage.x25519.Recipient.from_str(recipient)])
    with half.open("rb") as written:
        os.fsync(written.fileno())
    half.replace(target)


def decrypt(source: Path, target: Path, identity: str) -> None:
    """Write what `source` holds. Raises BackupTrouble where a bit of it was changed, or the key is another's."""
    try:
        pyrage.decrypt_file(str(source), str(target), [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        raise BackupTrouble(
            f"{source.name} is niet te openen: het is beschadigd, ontbreekt, of hoort bij andere sleutels."
        ) from error


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise BackupTrouble("De sleutel van de back-up is onleesbaar.") from None
