"""What the program must do by itself, and when it last went well."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base


class DutyName(StrEnum):
    """A duty whose silence is an alarm."""

    DAILY_RUN = "daily_run"
    SWEEP = "sweep"
    BACKUP = "backup"
    SEALING = "sealing"
    STORE_CHECK = "store_check"
    ARCHIVE = "archive"
    MAIL = "mail"
    PRINT_FOLDER = "print_folder"
    MAIL_IN = "mail_in"
    SMS = "sms"


class Duty(Base):
    """One duty. `good_at`: when it last went well, None for not yet; `awaited_since`: from when it was to be done."""

    __tablename__ = "duty"
    name: Mapped[DutyName] = mapped_column(primary_key=True)
    awaited_since: Mapped[datetime]
    good_at: Mapped[datetime | None]
