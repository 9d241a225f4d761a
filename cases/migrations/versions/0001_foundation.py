"""The first schema: accounts, organisations, cases, correspondence, proceedings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "agency_profile",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registered_name", sa.String(length=120), nullable=False),
        sa.Column("other_registered_names", sa.JSON(), nullable=False),
        sa.Column("wki_registration_number", sa.String(length=40), nullable=False),
        sa.Column("wki_valid_until", sa.Date(), nullable=True),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("phone_hours", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("account_name", sa.String(length=70), nullable=False),
        sa.Column("complaints_text", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_profile")),
    )
    op.create_table(
        "bailiff_office",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bailiff_office")),
        sa.UniqueConstraint("name", name=op.f("uq_bailiff_office_name")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("legal_form", sa.String(length=80), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("name", name=op.f("uq_client_name")),
    )
    op.create_table(
        "daily_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_run")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "debtor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", sa.String(length=300), nullable=False),
        sa.Column("customer_number", sa.String(length=60), nullable=False),
        sa.Column("is_natural_person", sa.Boolean(), nullable=False),
        sa.Column("legal_form", sa.String(length=80), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("first_names", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=20), nullable=False),
        sa.Column("name_prefix", sa.String(length=40), nullable=False),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("search_name", sa.String(length=300), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_debtor_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debtor")),
        sa.UniqueConstraint("client_id", "identity", name=op.f("uq_debtor_client_id_identity")),
    )
    with op.batch_alter_table("debtor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debtor_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_debtor_customer_number"), ["customer_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_debtor_search_name"), ["search_name"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("bailiff_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["bailiff_office_id"], ["bailiff_office.id"], name=op.f("fk_user_bailiff_office_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_user_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_bailiff_office_id"), ["bailiff_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_client_id"), ["client_id"], unique=False)

    op.create_table(
        "client_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "debtor_kind",
            sa.Enum("consumer", "business", name="debtorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("payment_term_agreed", sa.Boolean(), nullable=False),
        sa.Column("payment_term_basis", sa.String(length=300), nullable=False),
        sa.Column("reminder_term_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "interest",
            sa.Enum(
                "statutory", "commercial", "contractual", "none", name="interestkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("contract_percent", sa.String(length=20), nullable=True),
        sa.Column("contract_per", sa.String(length=5), nullable=True),
        sa.Column("contract_compound", sa.Boolean(), nullable=False),
        sa.Column("reclaims_vat", sa.Boolean(), nullable=False),
        sa.Column("vat_not_deductible_declared_on", sa.Date(), nullable=True),
        sa.Column("vat_raised_therefore_declared_on", sa.Date(), nullable=True),
        sa.Column(
            "basis",
            sa.Enum("mandate", "assignment", name="collectionbasis", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("basis_signed_on", sa.Date(), nullable=False),
        sa.Column("cost_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("arrangement_max_terms", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_min_amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("cost_ceiling >= 0", name=op.f("ck_client_terms_cost_ceiling_not_negative")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_terms_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_client_terms_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_terms")),
        sa.UniqueConstraint("client_id", "version", name=op.f("uq_client_terms_client_id_version")),
    )
    with op.batch_alter_table("client_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_terms_client_id"), ["client_id"], unique=False)

    op.create_table(
        "letter_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("first_notice", name="letterkind", native_enum=False, length=40), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["ordered_by"], ["user.id"], name=op.f("fk_letter_batch_ordered_by")),
        sa.ForeignKeyConstraint(["posted_by"], ["user.id"], name=op.f("fk_letter_batch_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batch")),
    )
    op.create_table(
        "submission",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_submission_user_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_submission")),
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("masked_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("previewed", "confirmed", "cancelled", name="uploadstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted_total", sa.BigInteger(), nullable=False),
        sa.Column("refused_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_upload_client_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.id"], name=op.f("fk_upload_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            "uq_upload_client_id_sha256_confirmed",
            ["client_id", "sha256"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("upload_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payment_reference", sa.String(length=16), nullable=False),
        sa.Column(
            "debtor_kind",
            sa.Enum("consumer", "business", name="debtorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "intake",
                "notice_running",
                "amicable",
                "arrangement",
                "pre_legal",
                "summons_draft",
                "with_bailiff",
                "summons_served",
                "closed",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "next_step",
            sa.Enum(
                "send_first_notice",
                "confirm_posting",
                "wait_notice_term",
                "contact_debtor",
                "call_back",
                "follow_arrangement",
                "review_hold",
                "assess",
                "confirm_assessment",
                "complete_file",
                "give_to_bailiff",
                "await_service",
                "await_payment",
                "none",
                name="nextstep",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("handler_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "closing_reason",
            sa.Enum(
                "paid_in_full",
                "withdrawn_by_client",
                "dispute_upheld",
                "uncollectable",
                "wrong_debtor",
                name="closingreason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_case_client_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_case_debtor_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["user.id"], name=op.f("fk_case_handler_id")),
        sa.ForeignKeyConstraint(["terms_id"], ["client_terms.id"], name=op.f("fk_case_terms_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_case_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sa.UniqueConstraint("payment_reference", name=op.f("uq_case_payment_reference")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index("ix_case_client_id_stage", ["client_id", "stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index("ix_case_next_step_on_id", ["next_step_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_stage"), ["stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "arrangement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "kept", "broken", "ended", name="arrangementstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("costs_rest", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_arrangement_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_arrangement_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
    )
    with op.batch_alter_table("arrangement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrangement_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_arrangement_case_id_running",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "confirmed", "rejected", "replaced", name="assessmentstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmation_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assessment_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name=op.f("fk_assessment_confirmed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_assessment_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case_opened",
                "letter_queued",
                "letter_made",
                "letter_failed",
                "letter_withdrawn",
                "letter_posted",
                "letter_returned",
                "delivery_proved",
                "notice_term_ended",
                "contact_logged",
                "payment_registered",
                "payment_reversed",
                "arrangement_made",
                "arrangement_ended",
                "instalment_missed",
                "hold_placed",
                "hold_ended",
                "assessment_made",
                "assessment_confirmed",
                "assessment_rejected",
                "register_checked",
                "document_added",
                "costs_approved",
                "writ_drafted",
                "given_to_bailiff",
                "package_downloaded",
                "writ_withdrawn",
                "service_reported",
                "prescription_interrupted",
                "stage_changed",
                "case_closed",
                name="eventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_case_event_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index("ix_case_event_case_id_id", ["case_id", "id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_number", sa.String(length=60), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("contract_date", sa.Date(), nullable=True),
        sa.Column("reminder_sent_on", sa.Date(), nullable=True),
        sa.Column(
            "interest",
            sa.Enum(
                "statutory", "commercial", "contractual", "none", name="interestkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("contract_percent", sa.String(length=20), nullable=True),
        sa.Column("contract_per", sa.String(length=5), nullable=True),
        sa.Column("contract_compound", sa.Boolean(), nullable=False),
        sa.Column("default_from", sa.Date(), nullable=True),
        sa.Column("default_basis", sa.String(length=40), nullable=False),
        sa.Column("default_explanation", sa.Text(), nullable=False),
        sa.Column("prescription_regime", sa.String(length=40), nullable=False),
        sa.Column("upload_row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("principal > 0", name=op.f("ck_claim_principal_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_claim_client_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_claim_debtor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint(
            "client_id", "invoice_number", "debtor_id", name=op.f("uq_claim_client_id_invoice_number_debtor_id")
        ),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_case_id"), ["case_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone_out",
                "phone_in",
                "email_out",
                "email_in",
                "post_in",
                "visit",
                name="contactchannel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "no_answer",
                "voicemail",
                "promises_payment",
                "asks_arrangement",
                "disputes",
                "cannot_pay",
                "refuses",
                "asks_information",
                "wrong_number",
                "other",
                name="contactoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("right_party", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_contact_case_id")),
        sa.ForeignKeyConstraint(["logged_by"], ["user.id"], name=op.f("fk_contact_logged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_case_id"), ["case_id"], unique=False)

    op.create_table(
        "cost_approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("ceiling > 0", name=op.f("ck_cost_approval_ceiling_positive")),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_cost_approval_approved_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_cost_approval_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_approval")),
    )
    with op.batch_alter_table("cost_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_approval_case_id"), ["case_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dispute",
                "debt_help",
                "insolvency",
                "deceased",
                "vulnerable",
                "minor",
                "address_unknown",
                "client_request",
                name="holdkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("placed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hold_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_hold_ended_by")),
        sa.ForeignKeyConstraint(["placed_by"], ["user.id"], name=op.f("fk_hold_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_hold_case_id_kind_open",
            ["case_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "agreement",
                "terms",
                "mandate",
                "insolvency_proof",
                "guardianship_proof",
                "delivery_proof",
                "correspondence",
                "letter",
                "writ",
                "specification",
                "package",
                "service_report",
                name="documentkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_document_claim_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_document_client_id")),
        sa.ForeignKeyConstraint(["stored_by"], ["user.id"], name=op.f("fk_document_stored_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sha256"), ["sha256"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("missed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount_positive")),
        sa.ForeignKeyConstraint(["arrangement_id"], ["arrangement.id"], name=op.f("fk_instalment_arrangement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("arrangement_id", "ordinal", name=op.f("uq_instalment_arrangement_id_ordinal")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instalment_arrangement_id"), ["arrangement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instalment_due_on"), ["due_on"], unique=False)

    op.create_table(
        "interruption",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("interrupted_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_interruption_claim_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_interruption_debtor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruption")),
    )
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interruption_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("principal", "payment", "payment_reversed", name="ledgerkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "paid_to",
            sa.Enum("agency", "client", "bailiff", name="paidto", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_ledger_entry_case_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_ledger_entry_claim_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_ledger_entry_recorded_by")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entry_reverses_id")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_case_id"), ["case_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("first_notice", name="letterkind", native_enum=False, length=40), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "ordinary_post", "registered_post", "email", "bailiff", name="channel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "rendering",
                "rendered",
                "posted",
                "failed",
                "withdrawn",
                name="letterstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("pdf_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("docx_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_letter_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["docx_id"], ["document.id"], name=op.f("fk_letter_docx_id")),
        sa.ForeignKeyConstraint(["pdf_id"], ["document.id"], name=op.f("fk_letter_pdf_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("batch_id", "case_id", name=op.f("uq_letter_batch_id_case_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_letter_state_lease_until", ["state", "lease_until"], unique=False)
        batch_op.create_index(
            "uq_letter_case_id_kind_standing",
            ["case_id", "kind"],
            unique=True,
            sqlite_where=sa.text("standing"),
            postgresql_where=sa.text("standing"),
        )

    op.create_table(
        "register_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "register",
            sa.Enum("insolvency", "guardianship", name="register", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("proof_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_register_check_case_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_register_check_entered_by")),
        sa.ForeignKeyConstraint(["proof_id"], ["document.id"], name=op.f("fk_register_check_proof_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_check")),
    )
    with op.batch_alter_table("register_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_check_case_id"), ["case_id"], unique=False)

    op.create_table(
        "writ",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bailiff_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "given", "served", "not_served", "withdrawn", name="writstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("docx_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pdf_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("specification_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("package_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["bailiff_office_id"], ["bailiff_office.id"], name=op.f("fk_writ_bailiff_office_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_writ_case_id")),
        sa.ForeignKeyConstraint(["docx_id"], ["document.id"], name=op.f("fk_writ_docx_id")),
        sa.ForeignKeyConstraint(["given_by"], ["user.id"], name=op.f("fk_writ_given_by")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_writ_made_by")),
        sa.ForeignKeyConstraint(["package_id"], ["document.id"], name=op.f("fk_writ_package_id")),
        sa.ForeignKeyConstraint(["pdf_id"], ["document.id"], name=op.f("fk_writ_pdf_id")),
        sa.ForeignKeyConstraint(["specification_id"], ["document.id"], name=op.f("fk_writ_specification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writ")),
    )
    with op.batch_alter_table("writ", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_writ_bailiff_office_id"), ["bailiff_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_writ_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_writ_case_id_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'given')"),
            postgresql_where=sa.text("state IN ('draft', 'given')"),
        )

    op.create_table(
        "package_download",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("writ_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("downloaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("warning", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_package_download_user_id")),
        sa.ForeignKeyConstraint(["writ_id"], ["writ.id"], name=op.f("fk_package_download_writ_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_download")),
    )
    with op.batch_alter_table("package_download", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_download_writ_id"), ["writ_id"], unique=False)

    op.create_table(
        "service_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("writ_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "manner",
            sa.Enum(
                "in_person",
                "housemate",
                "other_person",
                "sealed_envelope",
                "post",
                "office",
                "public",
                "not_served",
                name="servicemanner",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("served_at", sa.Time(), nullable=True),
        sa.Column("left_with", sa.String(length=200), nullable=False),
        sa.Column("costs", sa.BigInteger(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_service_report_document_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["user.id"], name=op.f("fk_service_report_reported_by")),
        sa.ForeignKeyConstraint(["writ_id"], ["writ.id"], name=op.f("fk_service_report_writ_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_report")),
        sa.UniqueConstraint("writ_id", name=op.f("uq_service_report_writ_id")),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("service_report")
    with op.batch_alter_table("package_download", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_download_writ_id"))

    op.drop_table("package_download")
    with op.batch_alter_table("writ", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_writ_case_id_open",
            sqlite_where=sa.text("state IN ('draft', 'given')"),
            postgresql_where=sa.text("state IN ('draft', 'given')"),
        )
        batch_op.drop_index(batch_op.f("ix_writ_case_id"))
        batch_op.drop_index(batch_op.f("ix_writ_bailiff_office_id"))

    op.drop_table("writ")
    with op.batch_alter_table("register_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_check_case_id"))

    op.drop_table("register_check")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_letter_case_id_kind_standing", sqlite_where=sa.text("standing"), postgresql_where=sa.text("standing")
        )
        batch_op.drop_index("ix_letter_state_lease_until")
        batch_op.drop_index(batch_op.f("ix_letter_case_id"))
        batch_op.drop_index(batch_op.f("ix_letter_batch_id"))

    op.drop_table("letter")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_case_id"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interruption_claim_id"))

    op.drop_table("interruption")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalment_due_on"))
        batch_op.drop_index(batch_op.f("ix_instalment_arrangement_id"))

    op.drop_table("instalment")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_case_id"))

    op.drop_table("document")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hold_case_id_kind_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_hold_case_id"))

    op.drop_table("hold")
    with op.batch_alter_table("cost_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_approval_case_id"))

    op.drop_table("cost_approval")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_case_id"))

    op.drop_table("contact")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_case_id"))

    op.drop_table("claim")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index("ix_case_event_case_id_id")

    op.drop_table("case_event")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_case_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("arrangement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_arrangement_case_id_running",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index(batch_op.f("ix_arrangement_case_id"))

    op.drop_table("arrangement")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_upload_id"))
        batch_op.drop_index(batch_op.f("ix_case_stage"))
        batch_op.drop_index("ix_case_next_step_on_id")
        batch_op.drop_index(batch_op.f("ix_case_debtor_id"))
        batch_op.drop_index("ix_case_client_id_stage")

    op.drop_table("case")
    op.drop_table("user_role")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_upload_client_id_sha256_confirmed",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_index(batch_op.f("ix_upload_client_id"))

    op.drop_table("upload")
    op.drop_table("submission")
    op.drop_table("letter_batch")
    with op.batch_alter_table("client_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_terms_client_id"))

    op.drop_table("client_terms")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_client_id"))
        batch_op.drop_index(batch_op.f("ix_user_bailiff_office_id"))

    op.drop_table("user")
    with op.batch_alter_table("debtor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debtor_search_name"))
        batch_op.drop_index(batch_op.f("ix_debtor_customer_number"))
        batch_op.drop_index(batch_op.f("ix_debtor_client_id"))

    op.drop_table("debtor")
    op.drop_table("role")
    op.drop_table("daily_run")
    op.drop_table("client")
    op.drop_table("bailiff_office")
    op.drop_table("agency_profile")
