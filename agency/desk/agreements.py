"""What a claim is in law, what was found of its clauses, and how its agreed interest is made up: one page per claim."""

from datetime import date
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.claim_corrections import claim_of
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.agreed_interest import PER
from agency.web.fields import DutchDateField, PercentField, choices_of, text_field
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.claims import agreements, corrections
from cases.claims.agreements import ClaimTerms, Statement
from cases.events.debts import Change
from cases.names import name
from legal.facts import ClaimNature, ClauseStatus

ROWS = range(1, 4)  # so many later rates can be entered at a time
FOUND = choices_of({each: name(each) for each in ClauseStatus}, empty="Niet apart vastgelegd")


class AgreementsForm(OnceForm):
    """All of it for one claim."""

    is_whole = True

    nature = RadioField(
        "Waar komt de vordering uit voort?", choices=choices_of({each: name(each) for each in ClaimNature}),
        validators=[InputRequired("Kies waar de vordering uit voortkomt.")],
        description="Over schadevergoeding geeft de staffel geen incassokosten (art. 1 van het Besluit).",
    )
    interest_clause = SelectField("Beding over rente", choices=FOUND, coerce=lambda value: value or None)
    costs_clause = SelectField("Beding over incassokosten", choices=FOUND, coerce=lambda value: value or None)
    surcharge_percent = PercentField(
        "Opslag op de wettelijke rente", description="Zoals 2, bij “wettelijke rente plus 2%”."
    )
    surcharge_per = SelectField("Opslag per", choices=PER, coerce=lambda value: value or None)
    called_in_on = DutchDateField("Alles vervroegd opgeëist op")
    called_in_clause = SelectField(
        "Beding over vervroegde opeising", coerce=lambda value: value or None,
        choices=choices_of({each: name(each) for each in ClauseStatus}, empty="Niet van toepassing"),
    )
    reason = text_field(
        "Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300,
        description="Bijvoorbeeld: artikel 9 van de voorwaarden van 2024, beoordeeld door de jurist op 12 november.",
    )
    seen = HiddenField()

    def told(self) -> ClaimTerms:
        """What was entered, once the form is valid."""
        rows = [(self[f"from_{row}"].data, self[f"percent_{row}"].data) for row in ROWS]
        return ClaimTerms(
            nature=ClaimNature(self.nature.data), interest_clause=_found(self.interest_clause.data),
            costs_clause=_found(self.costs_clause.data), surcharge_percent=self.surcharge_percent.data,
            surcharge_per=self.surcharge_per.data, called_in_on=self.called_in_on.data,
            called_in_clause=_found(self.called_in_clause.data),
            rate_changes=tuple((day, percent) for day, percent in rows if day is not None and percent is not None),
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Whether every field is right, and every later rate has its day."""
        is_valid = bool(super().validate(extra_validators))
        for row in ROWS:
            day, percent = self[f"from_{row}"], self[f"percent_{row}"]
            if (day.data is None) is not (percent.data is None) and not (day.errors or percent.errors):
                self.refuse("Vul de dag en het percentage allebei in, of geen van beide.", f"from_{row}")
                is_valid = False
        return is_valid


for _row in ROWS:
    setattr(AgreementsForm, f"from_{_row}", DutchDateField(f"Rente wijzigt op ({_row})"))
    setattr(AgreementsForm, f"percent_{_row}", PercentField(f"Nieuw percentage ({_row})", zero=True))


@bp.route("/dossiers/<int:case_id>/facturen/<int:claim_id>/afspraken", methods=["GET", "POST"])
@requires(Permission.CLAIM_CORRECT)
def state_agreements(case_id: int, claim_id: int) -> ResponseReturnValue:
    """What stands, to state it otherwise; afterwards the case shows what that changed."""
    claim, head = claim_of(case_id, claim_id), head_of(case_id)
    terms = agreements.terms_of(claim)
    form = AgreementsForm(data=_shown(terms) | {"seen": agreements.mark(claim)})
    sent = carry_out(form, lambda session, act: agreements.state(
        session, act, case_id, claim_id,
        Statement(told=form.told(), reason=form.reason.data or "", seen=form.seen.data or ""), figures=figures(),
    ))
    if sent.is_done:
        flash(_told(sent.result), "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    page = render_template(
        "desk/agreements.html", head=head, case=head.case, claim=claim, form=form, rows=ROWS,
        why_not=corrections.why_not(database.session(), head.case, claim),
    )
    return page, sent.status


def _found(value: str | None) -> ClauseStatus | None:
    return ClauseStatus(value) if value else None


def _shown(terms: ClaimTerms) -> dict[str, date | Decimal | str | None]:
    shown: dict[str, date | Decimal | str | None] = {
        "nature": terms.nature.value, "surcharge_percent": terms.surcharge_percent,
        "surcharge_per": terms.surcharge_per, "called_in_on": terms.called_in_on,
    }
    for field in ("interest_clause", "costs_clause", "called_in_clause"):
        found = getattr(terms, field)
        shown[field] = None if found is None else found.value
    for row, (day, percent) in zip(ROWS, terms.rate_changes, strict=False):
        shown |= {f"from_{row}": day, f"percent_{row}": percent}
    return shown


def _told(done: Change | None) -> str:
    if done is None:
        return "Dit was al vastgelegd; er is niets dubbel opgeslagen."
    words = "" if done.changed is None else done.changed.in_words()
    return f"Vastgelegd. Daardoor: {words}." if words else "Vastgelegd. Dit verandert nu geen bedrag."
