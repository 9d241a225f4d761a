"""What no test asks and every test proves: a transaction that only reads asks for no lock.

PostgreSQL refuses it and the page is an error; SQLite, on which most pages are tested, says nothing.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select


class LockAskedWhileReading(AssertionError):
    """`SELECT ... FOR UPDATE` where nothing may be changed."""


@event.listens_for(Engine, "before_execute")
def _refuse_lock(connection: Connection, asked: Any, _many: Any, _one: Any, options: dict[str, Any]) -> None:
    is_lock = isinstance(asked, Select) and asked._for_update_arg is not None
    if is_lock and (connection.get_execution_options() | options).get("read_only"):
        raise LockAskedWhileReading(str(asked))
