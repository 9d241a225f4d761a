"""Recovery codes of before work on after the migration, and can no longer be guessed quickly by who reads the table."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from cases.models import RecoveryCode, RoleName
from cases.schema import migrate
from cases.setup import second_factors, tokens
from tests.conftest import NOW
from tests.factories import make_user

CODE = "abcd-efgh-jkmn"


@pytest.mark.superuser
def test_codes_of_before_work_on_and_their_fast_hash_is_gone(engine: Engine) -> None:
    with Session(engine) as session:
        user_id = make_user(session, RoleName.HANDLER).id
        session.commit()
    migrate.downgrade(engine, "0036")
    with engine.begin() as connection:
        for code_id, (code, withdrawn) in enumerate([(CODE, None), ("zzzz-efgh-jkmn", NOW)], start=1):
            plain = code.replace("-", "")
            connection.execute(text(
                "INSERT INTO recovery_code (id, user_id, code_sha256, made_at, withdrawn_at)"
                " VALUES (:id, :user_id, :kept, :made_at, :withdrawn_at)"
            ), {"id": code_id, "user_id": user_id, "kept": tokens.digest(f"{user_id}:{plain}"), "made_at": NOW,
                "withdrawn_at": withdrawn})
    migrate.upgrade(engine)
    with Session(engine) as session:
        assert all(each.code_sha256 is None for each in session.scalars(select(RecoveryCode)))
        usable = second_factors.usable_codes(session, user_id)
        assert list(usable) == [1]
        assert PasswordHasher().verify(usable[1], second_factors.to_hash(user_id, CODE.upper().replace("-", " ")))
    migrate.downgrade(engine, "0036")
    with Session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM recovery_code WHERE withdrawn_at IS NULL")) == 0
    migrate.upgrade(engine)
