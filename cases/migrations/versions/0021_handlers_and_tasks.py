"""Every case gets a handler; tasks; what is found of a contract with a consumer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN_CASE = sa.text("stage <> 'closed'")
OPEN, OPEN_WITH_KEY = sa.text("state = 'open'"), sa.text("state = 'open' AND key <> ''")
BY_HANDLER = "ix_case_handler_id_next_step_next_step_on_id_open"
OF_HANDLER = "ix_case_handler_id_id"
TABLES = ("loss_acceptance", "consumer_contract", "task", "absence", "assignment_rule", "team_member", "team")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what this revision brings. Cases of before have no handler until somebody divides them."""
    op.create_index(
        BY_HANDLER, "case", ["handler_id", "next_step", "next_step_on", "id"], sqlite_where=OPEN_CASE,
        postgresql_where=OPEN_CASE,
    )
    op.create_index(OF_HANDLER, "case", ["handler_id", "id"])
    _staffing()
    _tasks()
    _consumer_contracts()


def _staffing() -> None:
    op.create_table(
        "team",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "team_member",
        sa.Column("user_id", _id(), autoincrement=False, nullable=False),
        sa.Column("team_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_team_member_user_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_team_id"), "team_member", ["team_id"])
    op.create_table(
        "assignment_rule",
        sa.Column("id", _id(), nullable=False),
        sa.Column("ordinal", _id(), nullable=False),
        sa.Column("client_id", _id(), nullable=True),
        sa.Column("first_letter", sa.String(length=1), nullable=False),
        sa.Column("last_letter", sa.String(length=1), nullable=False),
        sa.Column("handler_id", _id(), nullable=True),
        sa.Column("team_id", _id(), nullable=True),
        sa.CheckConstraint(
            "(handler_id IS NULL) <> (team_id IS NULL)", name=op.f("ck_assignment_rule_one_receiver")
        ),
        sa.CheckConstraint("first_letter <= last_letter", name=op.f("ck_assignment_rule_letters_in_order")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_assignment_rule_client_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["user.id"], name=op.f("fk_assignment_rule_handler_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_assignment_rule_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
    )
    for column in ("client_id", "handler_id", "team_id"):
        op.create_index(op.f(f"ix_assignment_rule_{column}"), "assignment_rule", [column])
    op.create_table(
        "absence",
        sa.Column("id", _id(), nullable=False),
        sa.Column("user_id", _id(), nullable=False),
        sa.Column("stand_in_id", _id(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("entered_at", _moment(), nullable=False),
        sa.Column("entered_by", _id(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absence_days_in_order")),
        sa.CheckConstraint("user_id <> stand_in_id", name=op.f("ck_absence_another_stands_in")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_absence_user_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["user.id"], name=op.f("fk_absence_stand_in_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_absence_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    for column in ("user_id", "stand_in_id"):
        op.create_index(f"ix_absence_{column}_last_day", "absence", [column, "last_day"])


def _tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("person_id", _id(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("set_at", _moment(), nullable=False),
        sa.Column("set_by", _id(), nullable=True),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ended_by", _id(), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_task_ended_when_not_open")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_task_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_task_set_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_task_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(
        "uq_task_key_open", "task", ["key"], unique=True, sqlite_where=OPEN_WITH_KEY, postgresql_where=OPEN_WITH_KEY
    )
    op.create_index(
        "ix_task_person_id_due_on_id_open", "task", ["person_id", "due_on", "id"], sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_task_due_on_id_open", "task", ["due_on", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_task_case_id_id", "task", ["case_id", "id"])


def _consumer_contracts() -> None:
    looked_at = (
        "concluded_how_and_when", "product_described", "price_shown", "order_button_clear", "phone_offer_accepted",
        "early_start_requested", "confirmation_sent", "withdrawal_explained", "delivery_proved", "terms_provided",
        "credit_check_present",
    )
    op.create_table(
        "consumer_contract",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("clauses", sa.String(length=40), nullable=True),
        *(sa.Column(name, sa.Boolean(), nullable=True) for name in looked_at),
        *(
            sa.Column(name, sa.Boolean(), nullable=False)
            for name in ("was_ordered_online", "is_service_begun_early", "is_credit")
        ),
        sa.Column("withdrawal_excluded", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("stated_at", _moment(), nullable=False),
        sa.Column("stated_by", _id(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consumer_contract_case_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["user.id"], name=op.f("fk_consumer_contract_stated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumer_contract")),
    )
    op.create_index(op.f("ix_consumer_contract_case_id"), "consumer_contract", ["case_id"])
    op.create_table(
        "loss_acceptance",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("points", sa.String(length=300), nullable=False),
        sa.Column("accepted_at", _moment(), nullable=False),
        sa.Column("accepted_by", _id(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_loss_acceptance_case_id")),
        sa.ForeignKeyConstraint(["accepted_by"], ["user.id"], name=op.f("fk_loss_acceptance_accepted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss_acceptance")),
    )
    op.create_index(op.f("ix_loss_acceptance_case_id"), "loss_acceptance", ["case_id"])


def downgrade() -> None:
    """Take away what this revision brought, the tasks and what was found of contracts too."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index(OF_HANDLER, table_name="case")
    op.drop_index(BY_HANDLER, table_name="case", sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE)
