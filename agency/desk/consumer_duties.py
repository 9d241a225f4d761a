"""The rules for consumers that a court checks of its own motion: asked on one page, with the effect of each point."""

from typing import Any  # Any: answers by the name of their field

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, text_field
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.legal_track import consumer_duties
from cases.legal_track.consumer_duties import Review, contract_of
from cases.models import ConsumerContractStated
from cases.names import name
from legal.court.consumer_duties import ClauseStatus, ConsumerContract, ContractChannel

ANSWERS = {"": "Nog niet bekeken", "ja": "Ja", "nee": "Nee"}
_BACK = {True: "ja", False: "nee", None: ""}
_READ = {"ja": True, "nee": False}
# The points with three answers, in the words of the question.
ASKED = {
    "concluded_how_and_when": "Staat vast wanneer en hoe de overeenkomst is gesloten?",
    "product_described": "Is het product of de dienst omschreven?",
    "price_shown": "Is de totale prijs vóór de bestelling getoond?",
    "order_button_clear": "Stond op de bestelknop duidelijk dat bestellen betalen is?",
    "phone_offer_accepted": "Heeft de consument het telefonische aanbod schriftelijk aanvaard?",
    "confirmation_sent": "Is de bevestiging gestuurd (e-mail of papier)?",
    "withdrawal_explained": "Is het herroepingsrecht uitgelegd, met het formulier?",
    "early_start_requested": "Vroeg de consument uitdrukkelijk om binnen de bedenktijd te beginnen?",
    "delivery_proved": "Is er bewijs van levering?",
    "terms_provided": "Is bekend welke versie van de voorwaarden is gegeven, en hoe?",
    "credit_check_present": "Zijn de stukken van de kredietwaardigheidstoets er?",
}
YES_NO = {"was_ordered_online": "Is via een website of app besteld?",
          "is_service_begun_early": "Is de dienst binnen de bedenktijd begonnen?",
          "is_credit": "Is er krediet of uitstel tegen kosten gegeven?"}


class ConsumerDutiesForm(OnceForm):
    """What the file holds of the contract."""

    channel = SelectField(
        "Hoe is de overeenkomst gesloten?",
        choices=choices_of({each: name(each) for each in ContractChannel}, empty="Nog niet bekeken"),
    )
    withdrawal_excluded = text_field("Geen herroepingsrecht, omdat", max_length=300)
    clauses = SelectField(
        "Bedingen over rente, kosten, boete en opeisbaarheid",
        choices=choices_of({each: name(each) for each in ClauseStatus}, empty="Nog niet bekeken"),
    )
    source = text_field("Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300)

    def contract(self) -> ConsumerContract:
        """What was entered, once the form is valid."""
        answers: dict[str, Any] = {point: _READ.get(self[point].data) for point in ASKED}
        answers |= {point: self[point].data == "ja" for point in YES_NO}
        return ConsumerContract(
            channel=ContractChannel(self.channel.data) if self.channel.data else None,
            clauses=ClauseStatus(self.clauses.data) if self.clauses.data else None,
            withdrawal_excluded=self.withdrawal_excluded.data or "", **answers,
        )


for _point, _question in ASKED.items():
    setattr(ConsumerDutiesForm, _point, RadioField(_question, choices=ANSWERS, default="", validators=[Optional()]))
for _point, _question in YES_NO.items():
    setattr(ConsumerDutiesForm, _point, RadioField(
        _question, choices={"ja": "Ja", "nee": "Nee"}, default="ja" if _point == "was_ordered_online" else "nee",
        validators=[Optional()],
    ))


@bp.route("/dossiers/<int:case_id>/consumentenregels", methods=["GET", "POST"])
@requires(Permission.CONSUMER_DUTIES_STATE)
def state_consumer_duties(case_id: int) -> ResponseReturnValue:
    """What the file holds, point by point, with what a court may do where it is not shown."""
    head = head_of(case_id)
    found = consumer_duties.review(database.session(), head.case)
    if found is None:
        abort(404)
    form = ConsumerDutiesForm(data=_filled(found.stated))
    sent = carry_out(form, lambda session, act: consumer_duties.state(
        session, act, case_id, form.contract(), source=form.source.data
    ))
    if sent.is_done:
        flash(_told(sent.result), "success")
        return redirect(url_for("desk.state_consumer_duties", case_id=case_id))
    page = render_template(
        "desk/consumer_duties.html", head=head, case=head.case, form=form, review=found, asked=ASKED, yes_no=YES_NO,
        remedy=consumer_duties.remedy,
    )
    return page, sent.status


def _told(done: Review | None) -> str:
    if done is None:
        return "Dit was al vastgelegd; er is niets dubbel opgeslagen."
    if not done.lacking:
        return "Vastgelegd. Alle punten zijn aangetoond."
    return "Vastgelegd. Vul aan wat ontbreekt, of laat de opdrachtgever het verwachte verlies aanvaarden."


def _filled(stated: ConsumerContractStated | None) -> dict[str, object]:
    """The answers that stand, as the form shows them."""
    contract = contract_of(stated)
    return {
        "channel": contract.channel and contract.channel.value, "clauses": contract.clauses and contract.clauses.value,
        "withdrawal_excluded": contract.withdrawal_excluded,
        **{point: _BACK[getattr(contract, point)] for point in (*ASKED, *YES_NO)},
    }
