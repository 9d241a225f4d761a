"""Texts of letters that two people approved; those with which letters left already stay in use."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The texts as they were when approvals came, by kind and version: the SHA-256 of their words.
SHIPPED = {
    ("first_notice", "v1"): "2be5e3e778905a1522bd391949b3d1bb128b3e92c3f672b3cc695fbcb03a649b",
    ("first_notice", "v2"): "d6fccb34b4abefebf3b7fa360c3438f7e288b847bef09b7c6e8e1185a8f36adc",
    ("first_notice", "v3"): "c27f19cf7c087e6a050e5b446444ce663683b41d4d372fbea4ef270a313a5c59",
    ("added_notice", "v1"): "9d1bfad9e6868b39cb6c206c6996cb695a5cfe49e85a1e196af668f8d235cf7d",
    ("added_notice", "v2"): "fa76b5eed812efdf66a3aa74bf558cbc6d4683b198a937de1887b748b89feabe",
    ("arrangement_confirmation", "v1"): "053c195192cb3dad922af453cb3f3553e0550643e6bc0019121b4806320e029a",
    ("arrangement_confirmation", "v2"): "b82e3f10b543f2433d3dffc15b0439fc379941b112300997c61aad98e5bece1f",
    ("arrangement_confirmation", "v3"): "8cfec873f1ba11703ad1c9636760463849553ce1b64b772c760cda805fb31d65",
    ("arrangement_confirmation", "v4"): "3ca3cb74e5976726823ff04ac1b02cce43e6b95c1d8300f54d215ea88bd861a4",
    ("interruption_letter", "v1"): "e6d0df7d7df334ab4d65973a14cc26f6f4ccbb157ef96c1c6bb09e0fdd368877",
    ("interruption_letter", "v2"): "8ca004e5e59e735b851dbbcdf3bb4c160b7d3dd466c66bb3d4994891a90ddb32",
    ("guarantor_notice", "v1"): "a409cc445dd79a0f573ebb55a72cc38496cabdc98ea13a12e9eb398a1749cbd4",
    ("dispute_received", "v1"): "c59b8fc7f7a178bad89d922a48dc793e2fcb5a05b98379ac14e7d0b45f148eeb",
    ("dispute_answered", "v1"): "9c74d1cf1c0632cbdbae462be189870b60775a992905889e02f39e83468ac8ab",
    ("client_question", "v1"): "6c4bf8769567820bd13b93151d5c8f1f1d96b8228d1d9aeb3becf10c2cae851e",
    ("complaint_received", "v1"): "8dcc812273c04b2e9cecd02fd1f1cbbf04c1c3f74c5a4c1df8b147f6cb814d9d",
    ("complaint_answered", "v1"): "449ccf15afc5ea348f93b112b5a6ee7e695deb438e7ef2d737b50ae457bb993a",
    ("debt_help_balance", "v1"): "bf4ab477d3af170abb0d2236d2450e25438aa946fb881301c62d3efa2c8ee4a5",
    ("claim_submission", "v1"): "450c513ff4c113cca1baa7d008aa98d5975ec62e4fe7a64d45191d7aba3db1ca",
    ("to_heirs", "v1"): "f5b934216c4c51c9dbe68f2d6bc109d071046e62bbe2f50a2f57dc6b6e5b3ed9",
    ("to_representative", "v1"): "c1f1ea44328bd35e8d44154396b4e5b1cd5edeb9c24175a405a0b6ee3919c617",
    ("copies", "v1"): "2dbb8d4ea86d74c8c9704db83649356487f994d04603b00030e9bc067d91164b",
    ("missed_term", "v1"): "3723ba3148124a11c8063e78743a201f22629d150f1fcc5ce163c474de936213",
    ("budget_form", "v1"): "f9ba270757e31add977160f20f60c3d9d44ae2caa01eaa48c4620c78886aea23",
    ("plan_proposed", "v1"): "60fe00001bb22ed50be1dde7798dfb1389d35f25e80d3f643d4eda6b3a64d3a9",
    ("plan_lapsed", "v1"): "35d5f27884f65b53afa5b3cdd5bff2c3454a9392a1e6f20d01af51e791b65191",
    ("plan_finished", "v1"): "9d26f8d5aa4ffb1ab165c95c49b2f518638fa0b971fc4467f66bf18fb839588a",
    ("promise_confirmed", "v1"): "f49728945706d2b8d07eed0e4332c795c06071b3a1c2a567ad178b467855a5d6",
    ("payment_received", "v1"): "ac51a5c13596a3bac53b30952e64cb78a81e50493824c0790d0eb1ef42c66c53",
    ("receipt", "v1"): "af84975beb4320a1977c9fb7dfcb4334e9f1e1f47b2f1f04692914e721c62a59",
    ("case_closed", "v1"): "7ccbc1bf45d4b301aa9a7881de6e48e0c8f2111fd4ba31da3d8579d1289eb06e",
}


def upgrade() -> None:
    """Add what this revision brings. A text with which no letter was posted waits for two people."""
    approval = op.create_table(
        "text_approval",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", _id(), nullable=True),
        sa.Column("approved_by", _id(), nullable=True),
        sa.Column("approved_as", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(asked_by IS NULL) = (approved_by IS NULL) AND (asked_by IS NULL) = (approved_as IS NULL)",
            name=op.f("ck_text_approval_by_two_or_taken_over"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_text_approval_asked_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_text_approval_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_approval")),
        sa.UniqueConstraint(
            "kind", "text_version", "fingerprint", name=op.f("uq_text_approval_kind_text_version_fingerprint")
        ),
    )
    op.bulk_insert(approval, [
        {"kind": kind, "text_version": version, "approved_at": last, "fingerprint": SHIPPED[kind, version]}
        for kind, version, last in op.get_bind().execute(_posted()) if (kind, version) in SHIPPED
    ])
    op.execute("INSERT INTO unsealed_row (source, row_id) SELECT 'text_approval', id FROM text_approval")


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("text_approval")
    op.execute("DELETE FROM unsealed_row WHERE source = 'text_approval'")


def _posted() -> sa.Select[str, str, datetime]:
    """With which texts letters were posted, and when the last of them was ordered."""
    moment = sa.column("ordered_at", sa.DateTime(timezone=True))
    letter = sa.table("letter", *map(sa.column, ("kind", "text_version", "state", "batch_id")))
    batch = sa.table("letter_batch", sa.column("id"), moment)
    left = sa.select(letter.c.kind, letter.c.text_version, sa.func.max(batch.c.ordered_at))
    return (
        left.join_from(letter, batch, batch.c.id == letter.c.batch_id)
        .where(letter.c.state.in_(("posted", "leaving"))).group_by(letter.c.kind, letter.c.text_version)
    )


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
