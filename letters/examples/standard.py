"""Made-up letters to a made-up debtor, and what is in them: one function for each kind, by its name."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from legal.counting.valuation import (
    BookedPayment,
    Channel,
    ClaimTotals,
    DeliveryBasis,
    Line,
    LineKind,
    NoticeTerm,
    Share,
    Valuation,
)
from legal.policies import CountingPolicy
from letters.blocks import AddressBlock, AgencyBlock, ClaimItem, CollectionBasis, CreditorBlock, PrintedBasis
from letters.kinds.added_notice import AddedNoticeData
from letters.kinds.arrangement_confirmation import ArrangementConfirmationData, PrintedTerm
from letters.kinds.budget_form import BudgetFormData
from letters.kinds.case_closed import CaseClosedData, ClosedBecause
from letters.kinds.default_notice import DefaultNoticeData
from letters.kinds.first_notice import FirstNoticeData
from letters.kinds.guarantor_notice import GuarantorNoticeData
from letters.kinds.interruption_letter import InterruptionLetterData
from letters.kinds.last_summons import CourtCost, LastSummonsData
from letters.kinds.missed_term import MissedTerm, MissedTermData
from letters.kinds.payment_received import PaymentReceivedData
from letters.kinds.plan_finished import PlanFinishedData
from letters.kinds.plan_lapsed import PlanLapsedData
from letters.kinds.plan_proposed import PlanProposedData
from letters.kinds.promise_confirmed import PromiseConfirmedData
from letters.kinds.receipt import ReceiptData
from letters.kinds.reminder import ReminderData
from letters.kinds.specification import SpecificationData
from letters.kinds.summons_writ import (
    Addressee,
    BailiffOffice,
    ExhibitRef,
    RequestingParty,
    SentNotice,
    SummonsWritData,
)

D = Decimal
ON = date(2026, 11, 21)
SOURCE = "Besluit vaststelling wettelijke rente (BWBR0047640)"
SCALE = "Besluit vergoeding voor buitengerechtelijke incassokosten, art. 2"


def agency(**changes: Any) -> AgencyBlock:
    return replace(
        AgencyBlock(
            registered_name="Incassobureau Voorbeeld B.V.",
            wki_registration_number="WKI-000123",
            kvk_number="12345678",
            visiting_address=("Voorbeeldkade 12", "3511 AB Utrecht"),
            postal_address=("Postbus 100", "3500 AC Utrecht"),
            phone="030 000 00 00",
            phone_hours="ma-vr 9.00-17.00 uur",
            email="vragen@voorbeeld-incasso.example",
            website="www.voorbeeld-incasso.example",
            iban="NL91ABNA0417164300",
            account_name="Incassobureau Voorbeeld B.V.",
            complaints_text="Bent u niet tevreden over ons? Bel, mail of schrijf ons. U krijgt binnen twee "
            "werkdagen een bevestiging. Komen wij er samen niet uit, dan kunt u naar onze geschillencommissie. De "
            "klachtenregeling staat op onze website.",
            dispute_body="Geschillencommissie Voorbeeld, www.geschillen.example",
            debt_help_phone="030 000 00 11",
        ),
        **changes,
    )


def creditor(**changes: Any) -> CreditorBlock:
    return replace(
        CreditorBlock(
            name="Energie Voorbeeld B.V.",
            address=("Stroomweg 1", "9711 AA Groningen"),
            kvk_number="87654321",
            phone="050 000 00 00",
            email="klant@energie.example",
            basis=CollectionBasis.MANDATE,
        ),
        **changes,
    )


def claims() -> tuple[ClaimItem, ...]:
    return (
        ClaimItem(
            ref="F1", invoice_number="2026-00101", invoice_date=date(2025, 12, 17), due_date=date(2025, 12, 31),
            reminder_term_until=date(2026, 1, 31), subject="Levering gas en stroom december 2025",
            contract_date=date(2024, 3, 4), principal=D("1000.00"), default_from=date(2026, 2, 1), paid=D("0.00"),
            default_basis=PrintedBasis.AGREED_TERM,
        ),
        ClaimItem(
            ref="F2", invoice_number="2026-00245", invoice_date=date(2026, 5, 17), due_date=date(2026, 5, 31),
            subject="Levering gas en stroom mei 2026", contract_date=date(2024, 3, 4), principal=D("250.50"),
            reminder_term_until=date(2026, 6, 15), default_from=date(2026, 6, 16), paid=D("0.00"),
            default_basis=PrintedBasis.NOTICE,
        ),
    )  # fmt: skip


def _interest(ref: str, first: date, last: date, base: str, percent: str, amount: str, source: str = SOURCE) -> Line:
    return Line(
        claim=ref, kind=LineKind.INTEREST, first_day=first, last_day=last, days=(last - first).days + 1, base=D(base),
        rate_percent=D(percent), amount=D(amount), law="art. 6:119 BW", source=source,
    )  # fmt: skip


def valuation(*, costs: str = "0.00", vat: str = "0.00", notice: NoticeTerm | None = None, on: date = ON) -> Valuation:
    """Two claims, three interest lines, one payment of 100; costs and VAT as asked."""
    lines = [
        _interest("F1", date(2026, 2, 1), date(2026, 6, 30), "1000.00", "4.00", "16.44"),
        _interest("F1", date(2026, 7, 1), on, "1000.00", "4.25", "16.77", "KB nog niet bevestigd (één bron)"),
        _interest("F2", date(2026, 6, 16), on, "250.50", "4.00", "4.36"),
    ]
    if D(costs):
        lines.append(
            Line(
                claim=None,
                kind=LineKind.COSTS,
                first_day=on,
                last_day=on,
                days=1,
                base=D("1250.50"),
                rate_percent=D(15),
                amount=D(costs),
                law="art. 2 lid 1 BIK",
                source=SCALE,
            )
        )
    if D(vat):
        lines.append(
            Line(
                claim=None,
                kind=LineKind.VAT,
                first_day=on,
                last_day=on,
                days=1,
                base=D(costs),
                rate_percent=D(21),
                amount=D(vat),
                law="art. 2 lid 3 BIK",
                source=SCALE,
            )
        )
    interest, paid = D("37.57"), D("100.00")
    return Valuation(
        on=on, principal=D("1250.50"), interest=interest, costs=D(costs), vat_on_costs=D(vat), paid=paid,
        balance=D("1250.50") + interest + D(costs) + D(vat) - paid,
        costs_claimable_from=notice.costs_claimable_from if notice else None, notice=notice, lines=tuple(lines),
        claims=(
            ClaimTotals(ref="F1", principal=D("1000.00"), interest=D("33.21"), paid=paid, balance=D("933.21")),
            ClaimTotals(ref="F2", principal=D("250.50"), interest=D("4.36"), paid=D(0), balance=D("254.86")),
        ),
        payments=(
            BookedPayment(
                received_on=date(2026, 10, 20), amount=paid, costs=D(0), interest=D("29.00"), principal=D("71.00"),
                unallocated=D(0),
                per_claim=(Share(ref="F1", costs=D(0), interest=D("29.00"), principal=D("71.00")),),
            ),
        ),
        policy=CountingPolicy(),
    )  # fmt: skip


def first_notice(**changes: Any) -> FirstNoticeData:
    now = valuation()
    return replace(
        FirstNoticeData(
            case_number="2026-000042",
            reference="2026000042",
            letter_date=ON,
            agency=agency(),
            creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            salutation="Geachte mevrouw De Vries,",
            claims=claims(),
            valuation=now,
            fee=D("187.58"),
            fee_vat=D("0.00"),
            total_now=now.balance,
            total_with_costs=now.balance + D("187.58"),
            consumer=True,
            natural_person=True,
            settles=True,
            daily_interest=D("0.14"),
        ),
        **changes,
    )


def business_notice(**changes: Any) -> FirstNoticeData:
    now = valuation(costs="187.58")
    return first_notice(
        **{
            "consumer": False,
            "natural_person": False,
            "valuation": now,
            "total_now": now.balance,
            "total_with_costs": now.balance,
            "debtor": AddressBlock(name="Bakkerij Voorbeeld B.V.", lines=("Lindelaan 7", "9712 BC Groningen")),
            "salutation": "Geachte heer of mevrouw,",
        }
        | changes
    )


def arrangement_confirmation(**changes: Any) -> ArrangementConfirmationData:
    now = valuation()
    half = (now.balance / 2).quantize(D("0.01"))
    return replace(
        ArrangementConfirmationData(
            case_number="2026-000042", reference="2026000042", letter_date=ON, agency=agency(), creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            salutation="Geachte mevrouw De Vries,", claims=claims(), valuation=now, total_now=now.balance,
            agreed_on=now.on, total=now.balance, paid_since=D("0.00"), costs_rest=True, consumer=True,
            terms=(
                PrintedTerm(ordinal=1, due_on=date(2026, 12, 1), amount=half),
                PrintedTerm(ordinal=2, due_on=date(2027, 1, 4), amount=now.balance - half),
            ),
        ),
        **changes,
    )


def added_notice(**changes: Any) -> AddedNoticeData:
    """The second of two invoices came after a letter on the first: 187.58 over both, 150.00 of it before."""
    own = claims()[1:]
    line = _interest("F2", date(2026, 6, 16), ON, "250.50", "4.00", "4.36")
    now = valuation()._replace(
        principal=D("250.50"), interest=D("4.36"), paid=D("0.00"), balance=D("254.86"), lines=(line,), payments=(),
        claims=(ClaimTotals("F2", D("250.50"), D("4.36"), D("0.00"), D("254.86")),),
    )
    return replace(
        AddedNoticeData(
            case_number="2026-000042", reference="2026000042", letter_date=ON, agency=agency(), creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            salutation="Geachte mevrouw De Vries,", claims=own, valuation=now, total_now=now.balance,
            fee=D("37.58"), fee_vat=D("0.00"), total_with_costs=D("292.44"), consumer=True, natural_person=True,
            daily_interest=D("0.03"), earlier_on=date(2026, 5, 1), earlier_count=1, is_rest=True,
        ),
        **changes,
    )


def interruption_letter(**changes: Any) -> InterruptionLetterData:
    now = valuation()
    return replace(
        InterruptionLetterData(
            case_number="2026-000042", reference="2026000042", letter_date=ON, agency=agency(), creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            salutation="Geachte mevrouw De Vries,", claims=claims(), valuation=now, total_now=now.balance,
            consumer=True,
        ),
        **changes,
    )


def missed_term(**changes: Any) -> MissedTermData:
    """The second of the terms of fifty euro was paid for twenty."""
    now = valuation()
    return replace(
        MissedTermData(
            case_number="2026-000042", reference="2026000042", letter_date=ON, agency=agency(), creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            salutation="Geachte mevrouw De Vries,", claims=claims(), valuation=now, total_now=now.balance,
            agreed_on=date(2026, 9, 21), costs_rest=True, consumer=True, cure_on=date(2026, 12, 3),
            terms=(MissedTerm(ordinal=2, due_on=date(2026, 11, 2), amount=D("50.00"), open_amount=D("30.00")),),
        ),
        **changes,
    )


def guarantor_notice(**changes: Any) -> GuarantorNoticeData:
    nothing = D("0.00")
    now = valuation()._replace(interest=nothing, costs=nothing, vat_on_costs=nothing, balance=D("400.00"), lines=())
    return replace(
        GuarantorNoticeData(
            case_number="2026-000042", reference="2026000042", letter_date=ON, agency=agency(), creditor=creditor(),
            debtor=AddressBlock(name="K. Borg", lines=("Lindelaan 8", "9712 BC Groningen")),
            salutation="Geachte heer of mevrouw Borg,", claims=claims(), valuation=now, total_now=now.balance,
            main_debtor="A.B. de Vries", most=D("400.00"), consumer=True,
        ),
        **changes,
    )


def _to_her(now: Valuation) -> dict[str, Any]:
    """What every letter to the same debtor says."""
    return {
        "case_number": "2026-000042", "reference": "2026000042", "letter_date": ON, "agency": agency(),
        "creditor": creditor(),
        "debtor": AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
        "salutation": "Geachte mevrouw De Vries,", "claims": claims(), "valuation": now, "total_now": now.balance,
    }


def paid_up() -> Valuation:
    """Nothing is open any more."""
    now = valuation()
    rest = BookedPayment(
        received_on=date(2026, 11, 20), amount=now.balance, costs=D(0), interest=D("8.57"),
        principal=now.balance - D("8.57"), unallocated=D(0), per_claim=(),
    )
    return now._replace(paid=now.paid + now.balance, balance=D("0.00"), payments=(*now.payments, rest))


def budget_form(**changes: Any) -> BudgetFormData:
    return replace(
        BudgetFormData(**_to_her(valuation()), respond_by=date(2026, 12, 8), asked_on=ON, consumer=True), **changes
    )


def plan_proposed(**changes: Any) -> PlanProposedData:
    now = valuation()
    half = (now.balance / 2).quantize(D("0.01"))
    return replace(
        PlanProposedData(
            **_to_her(now), answer_by=date(2026, 12, 8), costs_rest=True, consumer=True,
            terms=(
                PrintedTerm(ordinal=1, due_on=date(2026, 12, 15), amount=half),
                PrintedTerm(ordinal=2, due_on=date(2027, 1, 15), amount=now.balance - half),
            ),
        ),
        **changes,
    )


def plan_lapsed(**changes: Any) -> PlanLapsedData:
    return replace(
        PlanLapsedData(
            **_to_her(valuation(costs="187.58")), agreed_on=date(2026, 9, 1), lapsed_on=date(2026, 11, 16),
            pay_by=date(2026, 12, 8), consumer=True,
        ),
        **changes,
    )


def plan_finished(**changes: Any) -> PlanFinishedData:
    return replace(
        PlanFinishedData(
            **_to_her(valuation()), agreed_on=date(2026, 9, 1), terms_count=3, pay_by=date(2026, 12, 8), consumer=True
        ),
        **changes,
    )


def promise_confirmed(**changes: Any) -> PromiseConfirmedData:
    return replace(
        PromiseConfirmedData(
            **_to_her(valuation()), promised_on=ON, amount=D("150.00"), pay_on=date(2026, 12, 2), consumer=True
        ),
        **changes,
    )


def payment_received(**changes: Any) -> PaymentReceivedData:
    now = valuation()
    return replace(
        PaymentReceivedData(**_to_her(now), received=now.payments, arrangement_runs=False, consumer=True), **changes
    )


def receipt(**changes: Any) -> ReceiptData:
    now = paid_up()
    return replace(ReceiptData(**_to_her(now), received=now.payments), **changes)


def case_closed(**changes: Any) -> CaseClosedData:
    told = _to_her(paid_up()) | {"claims": ()}
    return replace(
        CaseClosedData(
            **told, reason=ClosedBecause.PAID, closed_on=date(2026, 11, 20), about=("2026-00101", "2026-00245"),
            given_up=D("0.00"), kept_through=date(2028, 11, 20), interest_runs=False,
        ),
        **changes,
    )


NOTICE_TERM = NoticeTerm(
    delivered_on=date(2026, 10, 7), delivery_basis=DeliveryBasis.PRESUMED, last_free_day=date(2026, 10, 21),
    costs_claimable_from=date(2026, 10, 22),
)  # fmt: skip


def summons_writ(**changes: Any) -> SummonsWritData:
    return replace(
        SummonsWritData(
            case_number="2026-000042",
            reference="2026000042",
            as_of=ON,
            agency=agency(),
            creditor=creditor(),
            requesting_party=RequestingParty(
                name="Energie Voorbeeld B.V.", legal_form="besloten vennootschap met beperkte aansprakelijkheid",
                seat="Groningen", address=("Stroomweg 1", "9711 AA Groningen"), kvk_number="87654321",
            ),
            bailiff=BailiffOffice(
                name="Gerechtsdeurwaarderskantoor Voorbeeld", address=("Gracht 3", "9712 AA Groningen")
            ),
            addressee=Addressee(
                first_names="Anna Berta", surname="de Vries", birth_date=date(1984, 3, 2), street="Lindelaan",
                number="7", postcode="9712 BC", place="Groningen",
            ),
            agreement="De verzoekende partij heeft met de geadresseerde op 4 maart 2024 een overeenkomst gesloten "
            "tot levering van gas en stroom op het adres van de geadresseerde.",
            claims=claims(),
            valuation=valuation(costs="187.58", notice=NOTICE_TERM),
            notice=SentNotice(sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, fee_named=D("187.58")),
            earlier_contacts=("Op 2 november 2026 is de geadresseerde gebeld; zij beloofde te betalen.",),
            no_defence_known=True,
            daily_interest=D("0.14"),
            payment_term_days=7,
            payment_iban="NL91ABNA0417164300",
            payment_account_name="Stichting Derdengelden Voorbeeld",
            court_intended=True,
            consumer=True,
            exhibits=(
                ExhibitRef(number=1, title="Overeenkomst van 4 maart 2024"),
                ExhibitRef(number=2, title="Factuur 2026-00101"),
                ExhibitRef(number=3, title="Veertiendagenbrief van 5 oktober 2026"),
            ),
        ),
        **changes,
    )  # fmt: skip


def specification(**changes: Any) -> SpecificationData:
    return replace(
        SpecificationData(
            case_number="2026-000042",
            reference="2026000042",
            agency=agency(),
            creditor=creditor(),
            debtor=AddressBlock(name="Mevrouw A.B. de Vries", lines=("Lindelaan 7", "9712 BC Groningen")),
            claims=claims(),
            valuation=valuation(costs="187.58", vat="39.39", notice=NOTICE_TERM),
            consumer=True,
            daily_interest=D("0.14"),
        ),
        **changes,
    )


def reminder(**changes: Any) -> ReminderData:
    return replace(
        ReminderData(
            **_to_her(valuation(costs="187.58")), first_sent_on=date(2026, 10, 12), pay_by=date(2026, 12, 8),
            consumer=True,
        ),
        **changes,
    )


def last_summons(**changes: Any) -> LastSummonsData:
    costs = (("Dagvaarding", "125.57"), ("Griffierecht", "340.00"), ("Vergoeding", "144.00"), ("Nakosten", "72.00"))
    return replace(
        LastSummonsData(
            **_to_her(valuation(costs="187.58")), first_sent_on=date(2026, 10, 12), pay_by=date(2026, 12, 8),
            hand_over_on=date(2026, 12, 14), court_said_on=date(2026, 11, 20), consumer=True,
            court_costs=tuple(CourtCost(label=label, amount=D(amount)) for label, amount in costs),
        ),
        **changes,
    )


def default_notice(**changes: Any) -> DefaultNoticeData:
    """Of two claims that bear nothing yet; a hundred euro was paid of the first."""
    now = valuation()
    own = [
        each._replace(interest=D("0.00"), balance=each.principal - each.paid) for each in now.claims
    ]
    now = now._replace(
        claims=tuple(own), interest=D("0.00"), lines=(), balance=sum((each.balance for each in own), D(0)),
    )
    return replace(
        DefaultNoticeData(
            **_to_her(now) | {"claims": tuple(replace(each, default_from=None) for each in claims())},
            term_days=15, bears_interest=True, consumer=True,
        ),
        **changes,
    )


def many_claims(count: int, periods: int = 2) -> dict[str, Any]:
    """So many claims, each in default a day after the one before, with so many periods of interest."""
    claim, now = claims()[0], valuation()
    each = now.claims[0]._replace(principal=D("48.50"), interest=D("2.00") * periods, paid=D(0))
    totals = [
        each._replace(ref=f"F{n}", balance=each.principal + each.interest) for n in range(count)
    ]
    lines = [
        _interest(
            f"F{n}", date(2020 + at, 1, 1) if at else date(2020, 1, 2) + timedelta(days=n), date(2020 + at, 12, 31),
            "48.50", f"{at + 3}.00", "2.00",
        )
        for n in range(count) for at in range(periods)
    ]
    principal, interest = D("48.50") * count, D("2.00") * periods * count
    return {
        "claims": tuple(
            replace(
                claim, ref=f"F{n}", invoice_number=f"2025-{10000 + n}", principal=D("48.50"),
                subject=f"Internet en televisie, maand {1 + n % 12} van {2023 + n // 12}",
            )
            for n in range(count)
        ),
        "valuation": now._replace(
            principal=principal, interest=interest, paid=D(0), balance=principal + interest, payments=(),
            lines=tuple(lines), claims=tuple(totals),
        ),
        "total_now": principal + interest, "total_with_costs": principal + interest + D("187.58"),
    }
