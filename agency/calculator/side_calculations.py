"""Pages beside the calculator for handlers: the first day of interest, terms of a summons, protected earnings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agency import clock
from agency.calculator.blueprint import bp
from agency.calculator.side_calculation_forms import DefaultForm, EarningsForm, TermsForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fields import given
from agency.web.forms import BaseForm
from agency.web.navigation import frame
from legal.court.court_terms import (
    OppositionStart,
    OppositionTerm,
    Residence,
    ServiceVerdict,
    SummonsTerm,
    last_filing_day,
    last_repair_day,
    latest_service_day,
    may_serve,
    opposition_term,
    summons_term,
)
from legal.debtor.default import DefaultBasis, DefaultFinding, default_of
from legal.debtor.protected_earnings import indicative_protected_earnings
from legal.errors import LawError
from legal.parameters import Holidays
from legal.parameters.series import DUTCH_CONFIDENCE

BASES = {
    DefaultBasis.AGREED_TERM: "afgesproken termijn", DefaultBasis.STATUTORY_TERM: "termijn van de wet",
    DefaultBasis.NOTICE: "ingebrekestelling", DefaultBasis.STATEMENT: "mededeling van de schuldenaar",
}


@dataclass(frozen=True, kw_only=True)
class SessionDays:
    """The days around the first session."""

    session_on: date
    term_is_kept: bool
    latest_service_day: date
    last_filing_day: date
    last_repair_day: date


@dataclass(frozen=True, kw_only=True)
class TermsFound:
    """What was found about a summons; None for what was not asked."""

    term: SummonsTerm
    session: SessionDays | None
    service: ServiceVerdict | None
    opposition: OppositionTerm | None


@bp.route("/rekenhulp/verzuim", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def find_default() -> ResponseReturnValue:
    """The first day of default and so of interest, or what is missing for it. Saves nothing."""
    form = DefaultForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _page("default", form)
    try:
        answer = default_of(form.term(), holidays=figures().holidays)
    except LawError as refusal:
        return _refused("default", form, refusal, at="reminder_sent_on")
    return _page("default", form, answer=answer, is_default=isinstance(answer, DefaultFinding), bases=BASES)


@bp.route("/rekenhulp/dagvaarding", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def find_terms() -> ResponseReturnValue:
    """The days of a summons: first session, filing, service, opposition. Saves nothing."""
    form = TermsForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _page("terms", form)
    try:
        answer = _terms(form, figures().holidays)
    except LawError as refusal:
        return _refused("terms", form, refusal, at="served_on")
    return _page("terms", form, answer=answer)


@bp.route("/rekenhulp/beslagvrije-voet", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def find_earnings() -> ResponseReturnValue:
    """An indication of the protected earnings level, with every step. Saves nothing."""
    form = EarningsForm() if request.method == "POST" else EarningsForm(formdata=None, data={"on": clock.today()})
    known = {"known_through": figures().protected_earnings_maximum.checked_through}
    if request.method == "GET" or not form.validate_on_submit():
        return _page("earnings", form, **known)
    try:
        answer = indicative_protected_earnings(form.household(), on=given(form.on), figures=figures())
    except LawError as refusal:
        return _refused("earnings", form, refusal, at="on", **known)
    return _page("earnings", form, answer=answer, doubts=DUTCH_CONFIDENCE, **known)


def _terms(form: TermsForm, holidays: Holidays) -> TermsFound:
    residence, in_person = Residence(form.residence.data), bool(form.served_in_person_here.data)
    term = summons_term(given(form.served_on), residence, holidays=holidays, served_in_person_here=in_person)
    session_on, moment, opposed_on = form.first_session_on.data, form.serve_moment(), form.opposition_on.data
    session = service = opposition = None
    if session_on is not None:
        session = SessionDays(
            session_on=session_on, term_is_kept=session_on > term.last_day,
            latest_service_day=latest_service_day(session_on, residence, served_in_person_here=in_person),
            last_filing_day=last_filing_day(session_on, holidays=holidays),
            last_repair_day=last_repair_day(session_on),
        )
    if moment is not None:
        service = may_serve(moment, holidays=holidays)
    if opposed_on is not None:
        opposition = opposition_term(
            OppositionStart(form.opposition_start.data), opposed_on, holidays=holidays,
            known_residence_abroad=bool(form.opposition_abroad.data),
        )
    return TermsFound(term=term, session=session, service=service, opposition=opposition)


def _refused(page: str, form: BaseForm, refusal: LawError, *, at: str, **shown: Any) -> ResponseReturnValue:
    """The form with the refusal at the field it names, else at the field whose day it is about."""
    text = str(refusal)
    field = {"start": "opposition_abroad"}.get(refusal.field, refusal.field)
    form.refuse(f"{text[:1].upper()}{text[1:]}".removesuffix(".") + ".", field if field in form else at)
    return _page(page, form, **shown)


def _page(page: str, form: BaseForm, **shown: Any) -> ResponseReturnValue:  # Any: what the page of a question shows
    status = REFUSED if form.errors else 200
    return render_template(f"calculator/{page}.html", frame=frame(), form=form, **({"answer": None} | shown)), status
