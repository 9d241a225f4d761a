"""The notice of claims that came after the first letter (aanvullende veertiendagenbrief): for them alone.

The case stays where it is: the first letter goes on counting for what it named.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import added_claims, obstacles, one_letter, shared_letters
from cases.correspondence.dossiers import Dossier
from cases.correspondence.interrupting import InterruptingLetter
from cases.correspondence.kinds.first_notice import TOO_FAR
from cases.correspondence.letter_data import interest_after, letter_values, vat_declaration
from cases.correspondence.rules import RECEIPT_COUNTS, Gone, LetterGroup, Outlook
from cases.counting import case_facts, notices, reaching, statement
from cases.counting.statement import CaseRecord
from cases.models import Claim, Letter, LetterKind
from cases.names import name
from legal.costs.periodic_costs import notice_fee, open_claim
from legal.costs.scale import Fee
from legal.counting.added_fee import fee_to_add
from legal.counting.owed_by_one import debtor_of
from legal.counting.valuation import CaseFacts, DebtorKind
from legal.notice.term import term_of
from legal.parameters import Figures
from letters.kinds.added_notice import AddedNoticeData
from letters.words import short_date


class AddedNotice(InterruptingLetter):
    """It names what was added, and as costs what one fee over all leaves for that."""

    kind = LetterKind.ADDED_NOTICE
    group = LetterGroup.PAYMENT
    purpose = "Veertiendagenbrief over rekeningen die er na de eerste brief bij kwamen. Hij gaat over die alleen."
    to_each = True
    heading = "Aanvullende veertiendagenbrief"
    stem = "aanvullende-brief"
    by_post_alone = RECEIPT_COUNTS
    costs_heading = "Incassokosten daarna"
    posting_hint = "Pas vanaf de dag dat de brief is gepost, loopt de termijn voor wat erbij kwam."
    posted_message = "De postdatum is vastgelegd. De termijn voor wat erbij kwam, loopt."
    returned_message = "De brief is retour gemeld. Over wat erbij kwam, zijn geen incassokosten verschuldigd."

    def data(self, dossier: Dossier, *, letter_date: date) -> AddedNoticeData:
        """As of `letter_date`, interest through the last day that can be counted."""
        case, figures, claims = dossier.case, dossier.figures, _claims(dossier, letter_date)
        own, day = _own(dossier, letter_date)
        valuation = statement.valuation_of(own, on=day, figures=figures)
        fee = _fee(dossier, claims, day)
        alone = notice_fee(
            list(map(open_claim, own.facts.claims, case_facts.open_principals(valuation))),
            reclaims_vat=own.facts.creditor_reclaims_vat, on=letter_date, figures=figures,
        ).fee
        after = interest_after(own, on=valuation.on, figures=figures)
        first = dossier.counting
        assert first is not None, "a claim came later than a letter"
        assert first.letter.sent_on is not None, "that was posted"
        return AddedNoticeData(
            **letter_values(dossier, valuation, letter_date=letter_date, claims=claims), fee=fee.amount,
            fee_vat=fee.vat, vat_percent=figures.vat.on(letter_date).value if fee.vat else None,
            vat_declaration=vat_declaration(case.client, case.terms),
            total_with_costs=valuation.balance + fee.total, consumer=case.debtor_kind is DebtorKind.CONSUMER,
            natural_person=dossier.debtor.is_natural_person,
            daily_interest=after.per_day, interest_runs=after.runs, earlier_on=first.letter.sent_on,
            earlier_count=1 if first.letter.content is None else len(first.letter.content.claim_ids),
            is_rest=fee.amount < alone.amount,
        )

    def facts(self, dossier: Dossier, *, letter_date: date) -> CaseFacts:
        """Those of what was added."""
        own, _day = _own(dossier, letter_date)
        return own.facts

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a claim that came after the first letter, in default, and that letter's term to be over."""
        return Outlook(skipped=(
            obstacles.closed(dossier) or _too_far(dossier) or obstacles.standing_still(dossier, letter_date)
            or obstacles.ordered_already(dossier, self.kind) or _nothing_added(dossier, letter_date)
            or obstacles.doubtful(dossier) or obstacles.undeliverable(dossier, letter_date)
            or _paid_later(dossier, letter_date) or _no_fee_left(dossier, letter_date)
            or one_letter.refusal(
                dossier.case, dossier.record, dossier.siblings, letter_date=letter_date, figures=dossier.figures,
                claims=_claims(dossier, letter_date),
            )
        ))

    def costs_from(self, letter: Letter, record: CaseRecord, *, figures: Figures) -> date | None:
        """The day on which the costs over what it names fall due; None too while they rest under an arrangement."""
        fact = notices.as_fact(letter.case, next((each for each in record.added if each.letter.id == letter.id), None))
        owner = debtor_of(record.facts, str(letter.debtor_id)) or record.facts
        if fact is None or fact not in owner.later_notices:
            return None
        return term_of(fact, policy=record.facts.policy, figures=figures).costs_claimable_from

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """Its term never ran: an order to the bailiff claims costs that fell away, and is halted.

        So it is in other cases to which invoices that it named went.
        """
        super().after_return(session, act, letter)
        assert letter.returned_on is not None
        shared_letters.halt_orders(session, act, letter, on=letter.returned_on)

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The case goes on as it was; where a letter proves defective somebody sees to another.

        Once that to each of several who owe has left.
        """
        if added_claims.others_leave(session, gone.letter):
            return
        added_claims.done(session, act, gone.letter.case)
        added_claims.ask(session, act, gone.letter.case, figures=figures)


def _claims(dossier: Dossier, letter_date: date) -> list[Claim]:
    """What the letter names."""
    return added_claims.in_default(dossier.case, dossier.his, dossier.debtor.id, letter_date)


def _own(dossier: Dossier, letter_date: date) -> tuple[CaseRecord, date]:
    """What is owed of that by whom it is for, and the day through which it can be counted."""
    day = reaching.last_day(dossier.his, wanted=letter_date, figures=dossier.figures)
    return added_claims.of_claims(dossier.his, _claims(dossier, letter_date), on=day, figures=dossier.figures), day


def _fee(dossier: Dossier, claims: Sequence[Claim], day: date) -> Fee:
    """What one fee over all leaves for these claims, of whom it is for."""
    record = dossier.his
    return fee_to_add(
        record.facts, [str(claim.id) for claim in claims], on=day, figures=dossier.figures, debtor=record.person
    )


def _too_far(dossier: Dossier) -> str:
    stage = dossier.case.stage
    return f"staat in de fase “{name(stage)}”; neem het dossier daar eerst uit" if stage in TOO_FAR else ""


def _nothing_added(dossier: Dossier, letter_date: date) -> str:
    """Why no claim can stand in such a letter on that day; empty where one can."""
    case = dossier.case
    if case.debtor_kind is not DebtorKind.CONSUMER:
        return "de debiteur is een bedrijf: die krijgt geen veertiendagenbrief"
    if dossier.counting is None or not dossier.counting.is_valid:
        return "er is geen geldige eerste brief; die noemt dan alles"
    found = added_claims.waiting(case, dossier.his, dossier.debtor.id)
    if not found:
        return "er kwam na de eerste brief geen factuur bij die nog in geen brief staat"
    if not _claims(dossier, letter_date):
        first = found[0]
        return f"nog geen verzuim voor {first.invoice_number} (art. 6:96 lid 6 BW): {first.default_explanation}"
    return _term_running(dossier, letter_date)


def _term_running(dossier: Dossier, letter_date: date) -> str:
    """Law: art. 6:96 lid 7 BW, a second letter inside the term of the first asks for what could wait and be one."""
    facts = dossier.his.facts
    owner = debtor_of(facts, str(dossier.debtor.id)) or facts
    terms = [
        term_of(notice, policy=facts.policy, figures=dossier.figures)
        for notice in (owner.notice, *owner.later_notices) if notice is not None
    ]
    last = max((term.last_free_day for term in terms if term.last_free_day is not None), default=None)
    if last is None or letter_date > last:
        return ""
    return f"de termijn van de vorige brief loopt tot en met {short_date(last)}: wacht tot die voorbij is"


def _paid_later(dossier: Dossier, letter_date: date) -> str:
    if any(entry.effective_on > letter_date for entry in dossier.record.payments):
        return "na deze briefdatum is er betaald: de brief zou te veel noemen; kies een latere briefdatum"
    return ""


def _no_fee_left(dossier: Dossier, letter_date: date) -> str:
    day = reaching.last_day(dossier.his, wanted=letter_date, figures=dossier.figures)
    if _fee(dossier, _claims(dossier, letter_date), day).amount:
        return ""
    return "er komt over deze facturen geen vergoeding bij (art. 6:96 lid 7 BW)"


RULE = AddedNotice()
