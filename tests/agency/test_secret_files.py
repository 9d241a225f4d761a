"""A vault or systemd hands secrets over in files; what cannot be read is said with the name of the file."""

from pathlib import Path

import pytest

from agency.secret_files import SECRETS
from agency.settings import Settings, SettingsError, owner_url, require_no_owner

GIVEN = {
    "SECRET_KEY": "s" * 40, "FACTOR_KEY": "f" * 40, "FACTOR_KEYS_OLD": "o" * 40, "METRICS_TOKEN": "m" * 40,
    "DATABASE_URL": "postgres://u:p@db/agency", "REDIS_URL": "rediss://:p@queue",
    "DATABASE_OWNER_URL": "postgres://owner:p@db/agency", "SMTP_URL": "smtps://u:p@mail", "IMAP_URL": "imaps://u:p@mail",
}
FROM = {"MAIL_FROM": "post@voorbeeld.test"}  # what a mail server needs beside it, and is no secret


def in_files(folder: Path) -> dict[str, str]:
    """The environment that names a file for each secret, which ends as an editor or `echo` ends one."""
    for name, value in GIVEN.items():
        (folder / name.lower()).write_text(f"{value}\n")
    return {f"{name}_FILE": str(folder / name.lower()) for name in GIVEN}


def secrets_of(instance: Path, environ: dict[str, str]) -> list[object]:
    found = Settings.load(instance=instance, environ=environ | FROM)
    assert not (instance / "secret_key").exists()
    return [
        found.secret_key, found.factor_key, found.factor_keys_old, found.metrics_token, found.database_url,
        found.redis_url, owner_url(environ), found.smtp_url, found.imap_url,
    ]


@pytest.mark.parametrize("by_systemd", [False, True])
def test_each_secret_is_read_from_its_file_as_from_the_environment(tmp_path: Path, by_systemd: bool) -> None:
    assert set(GIVEN) == set(SECRETS)
    handed = tmp_path / "handed"
    handed.mkdir()
    environ = in_files(handed)
    if by_systemd:
        environ = {"CREDENTIALS_DIRECTORY": str(handed)}
    assert not set(environ) & set(GIVEN), "none stands in the environment"
    assert secrets_of(tmp_path / "een", environ) == secrets_of(tmp_path / "twee", dict(GIVEN))
    with pytest.raises(SettingsError, match="DATABASE_OWNER_URL staat in de omgeving"):
        require_no_owner(environ)


def test_what_stands_in_the_environment_counts_before_a_file_and_a_named_one_before_those_of_systemd(
    tmp_path: Path
) -> None:
    environ = in_files(tmp_path) | {"CREDENTIALS_DIRECTORY": str(tmp_path / "systemd")}
    (tmp_path / "systemd").mkdir()
    (tmp_path / "systemd" / "secret_key").write_text("x" * 40)
    assert Settings.load(instance=tmp_path / "een", environ=environ | FROM).secret_key == "s" * 40
    del environ["SECRET_KEY_FILE"]
    assert Settings.load(instance=tmp_path / "een", environ=environ | FROM).secret_key == "x" * 40
    environ["SECRET_KEY"] = "e" * 40
    assert Settings.load(instance=tmp_path / "een", environ=environ | FROM).secret_key == "e" * 40


@pytest.mark.parametrize(("content", "why"), [
    (None, "is niet te lezen"), (b"", "is leeg"), (b"\xff" * 40, "is niet te lezen"), (b"kort\n", "is te kort"),
])
def test_a_file_that_gives_no_secret_stops_the_start(tmp_path: Path, content: bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / "sleutel").write_bytes(content)
    with pytest.raises(SettingsError, match=f"SECRET_KEY.*{why}"):
        Settings.load(instance=tmp_path / "een", environ={"SECRET_KEY_FILE": str(tmp_path / "sleutel")})
    assert not (tmp_path / "een" / "secret_key").exists(), "no other one is made in its place"


def test_an_earlier_factor_key_may_lie_in_the_instance_folder(tmp_path: Path) -> None:
    first = Settings.load(instance=tmp_path, environ={})
    assert first.factor_keys_old == ()
    (tmp_path / "factor_key").rename(tmp_path / "factor_keys_old")
    second = Settings.load(instance=tmp_path, environ={})
    assert second.factor_keys_old == (first.factor_key,)
    assert second.factor_key != first.factor_key
    (tmp_path / "factor_keys_old").write_text("kort")
    with pytest.raises(SettingsError, match="FACTOR_KEYS_OLD is te kort"):
        Settings.load(instance=tmp_path, environ={})
