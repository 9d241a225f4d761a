"""What tests do to a record that the program itself may not do."""

from sqlalchemy import text
from sqlalchemy.engine import Connection


def as_owner(connection: Connection, statement: str) -> None:
    """Carry out a statement in the transaction of `connection`, on PostgreSQL as who may do everything."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement)
    else:
        connection.execute(text("SELECT back_door.carry_out(:statement)"), {"statement": statement})
