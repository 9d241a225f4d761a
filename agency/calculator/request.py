"""What was typed in the calculator as a request of `agency quote`: page, command and API answer the same question."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from agency.calculator import choices
from agency.calculator.entry_rows import used
from agency.calculator.forms import CalculationForm
from agency.web.fields import given
from legal.debtor.prescription import InterruptionKind
from legal.policies import CountingPolicy, FeeBase

Request = dict[str, Any]


def request_of(form: CalculationForm) -> Request:
    """The request that asks what was typed. Valid forms only. What was not typed is not in it."""
    return _without_none({
        "on": _plain(given(form.on)),
        "debtor": form.debtor.data,
        "creditor_reclaims_vat": form.reclaims_vat.data == choices.YES,
        "claims": [_claim(row, number) for number, row in enumerate(form.used_claims(), start=1)],
        "notice": _notice(form),
        "handed_over_on": _plain(form.handed_over_on.data),
        "payments": [
            _without_none({
                "received_on": _plain(row.received_on.data), "amount": _plain(row.amount.data),
                "claim": row.claim.data or None,
            })
            for row in form.used_payments()
        ],
        "debtors": _lines(form.debtors),
        "earlier_terms": [_earlier_term(row) for row in used(form.earlier_terms)] or None,
        "costs_policy": _costs_policy(form),
        "agreed_costs": _agreed_costs(form),
        "court": _court(form),
        "policy": _policy(form),
    })


def _claim(row: Any, number: int) -> Request:
    rate = None
    if row.has_agreed_rate():
        rate = {"percent": _plain(given(row.contract_percent)), "per": row.contract_per.data,
                "compound": bool(row.contract_compound.data)}
    return _without_none({
        "ref": row.ref.data or f"Vordering {number}",
        "principal": _plain(given(row.principal)),
        "interest_from": _plain(given(row.interest_from)),
        "interest": row.interest.data,
        "contract_rate": rate,
        "term_of": row.term_of.data or None,
        "subject": row.subject.data,
        "credit_sum": _plain(row.credit_sum.data),
        "prescription": _prescription(row) if row.prescription_is_asked() else None,
    })


def _earlier_term(row: Any) -> Request:
    return _without_none({
        "ref": row.ref.data or None,
        "principal": _plain(given(row.principal)),
        "missed_on": _plain(given(row.missed_on)),
        "has_own_notice": not row.without_notice.data,
        "fee_charged": _plain(row.fee_charged.data),
        "term_of": row.term_of.data,
    })


def _prescription(row: Any) -> Request:
    return _without_none({
        "regime": row.prescription_regime.data,
        "due_date": _plain(given(row.prescription_due_date)),
        "interruptions": [
            _without_none({
                "kind": event.kind.data, "on": _plain(event.on.data),
                "ended_on": _plain(event.ended_on.data) if event.kind.data == InterruptionKind.FAILED_ACTION else None,
            })
            for event in used(row.prescription_interruptions)
        ],
        "extensions": [
            {"ground": each.ground.data, "first_day": _plain(each.first_day.data),
             "last_day": _plain(each.last_day.data)}
            for each in used(row.prescription_extensions)
        ],
        "long_stop_from": _plain(row.prescription_long_stop_from.data),
        "is_performance": not row.prescription_is_other.data,
    })


def _notice(form: CalculationForm) -> Request | None:
    if form.notice_sent_on.data is None:
        return None
    return _without_none({
        "sent_on": _plain(form.notice_sent_on.data),
        "channel": form.notice_channel.data,
        "delivered_on": _plain(form.notice_delivered_on.data),
        "has_bounced": True if form.notice_has_bounced.data else None,
        "fee_named": _plain(form.notice_fee_named.data),
        "claims_named": _lines(form.notice_claims_named),
        "addressed_to": _lines(form.notice_addressed_to),
        "text": form.notice_text.data or None,
    })


def _agreed_costs(form: CalculationForm) -> Request | None:
    if form.agreed_costs_percent.data is None:
        return None
    return _without_none({
        "percent": _plain(form.agreed_costs_percent.data),
        "minimum": _plain(form.agreed_costs_minimum.data),
        "concluded_on": _plain(form.agreed_costs_concluded_on.data),
    })


def _court(form: CalculationForm) -> Request | None:
    if not form.asks_court():
        return None
    return _without_none({
        "claimant": form.court_claimant.data,
        "served_on": _plain(given(form.court_served_on)),
        "first_session_on": _plain(given(form.court_first_session_on)),
        "judgment_on": _plain(form.court_judgment_on.data),
        "own_fee": _plain(form.court_own_fee.data),
        "country": form.court_country.data,
        "municipality": form.court_municipality.data or None,
        "let_property": form.court_let_property.data or None,
    })


def _policy(form: CalculationForm) -> Request:
    typed = {each.name: form[f"policy_{each.name}"].data for each in fields(CountingPolicy)}
    return {key: {choices.YES: True, choices.NO: False}.get(value, value) for key, value in typed.items()}


def _costs_policy(form: CalculationForm) -> Request | None:
    """The choices on costs that differ or that something of what was typed depends on; None when there are none."""
    base = form.policy_fee_base.data
    return _without_none({
        "periodic_stacking": form.stacking.data if form.has_terms() else None,
        "fee_base": base if base != FeeBase.PRINCIPAL else None,
    }) or None


def _lines(field: Any) -> list[str] | None:
    """What was typed, one on a line; None when nothing was."""
    return [line.strip() for line in (field.data or "").splitlines() if line.strip()] or None


def _plain(value: date | Decimal | None) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else f"{value:f}"


def _without_none(request: Request) -> Request:
    return {key: value for key, value in request.items() if value is not None}
