"""The people around a debtor: somebody owes with him, an administrator is appointed, he dies and has heirs."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from agency.demo.people import FIRST_NAMES, PLACES, SURNAMES
from agency.simulation.ports.bank import Bank
from agency.simulation.world import World
from cases.amicable import debtor_editing, party_changes
from cases.amicable.debtor_editing import DebtorValues
from cases.amicable.party_changes import NewParty, NewPerson
from cases.counting import debtors
from cases.models import Case, PartyRole, PointKind, PointSource, Stage
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address
from legal.money import CENT

HANDLER = "behandelaar"
JOINED, ADMINISTERED, DIES, STANDS_SURETY, PAYS = 0.004, 0.002, 0.002, 0.001, 0.01  # of one a day, per open case
HEIRS = (1, 2, 3)


class Households:
    """What is told about people, whatever stage their case is in; a few a day."""

    def __init__(self, world: World, bank: Bank) -> None:
        self.world, self.bank, self.chance, self.made = world, bank, world.chance.of("households"), 0

    def work(self) -> None:
        """What happens to somebody today, and is told at once."""
        of_today = select(func.count()).select_from(Case).where(Case.stage != Stage.CLOSED)
        open_cases = self.world.session.scalar(of_today) or 0
        for odds, happens in (
            (JOINED, self._join), (ADMINISTERED, self._administer), (STANDS_SURETY, self._stand_surety),
            (DIES, self._die), (PAYS, self._pay),
        ):
            if self.chance.happens(min(open_cases * odds, 1.0)):
                case_id = self._one()
                if case_id is not None:
                    happens(case_id)

    def _join(self, case_id: int) -> None:
        self._play(case_id, PartyRole.DEBTOR)

    def _administer(self, case_id: int) -> None:
        self._play(case_id, PartyRole.ADMINISTRATOR)

    def _stand_surety(self, case_id: int) -> None:
        self._play(case_id, PartyRole.GUARANTOR)

    def _die(self, case_id: int) -> None:
        """He died some days ago; of his heirs some are known."""
        debtor = self.world.session.get_one(Case, case_id).debtor
        if not debtor.is_natural_person or debtor.died_on is not None:
            return
        values, since = debtor_editing.values_of(debtor), self.world.day - timedelta(days=self.chance.number(0, 20))
        died = self.world.attempt("death_told", HANDLER, lambda session, act: len(debtor_editing.edit(
            session, act, debtor.id, replace(values, died_on=since), seen=None, reason="Overleden"
        )))
        number = self.chance.one_of(HEIRS)
        for _ in range(self.chance.number(0, number)) if died.is_done else ():
            self._play(case_id, PartyRole.HEIR, share=(1, number))

    def _pay(self, case_id: int) -> None:
        """One of several pays something of which it is known that it is his."""
        case = self.world.session.get_one(Case, case_id)
        parties = debtors.parties_of(self.world.session, [case_id])[case_id]
        who = list(debtors.who_owe(case, parties))
        if who:
            self.bank.send(case_id, self.chance.number(100, 9000) * CENT, payer_id=self.chance.one_of(who))

    def _play(self, case_id: int, role: PartyRole, *, share: tuple[int, int] | None = None) -> None:
        """Somebody new begins to play a part."""
        new = self._person()
        self.world.attempt(f"party_{role.value}", HANDLER, lambda session, act: party_changes.add(
            session, act, case_id, NewParty(
                role=role, basis="Stuk gezien", from_day=act.today, share=share, person=new,
                liable_most=50_000 * CENT if role is PartyRole.GUARANTOR else None,
            ),
        ).id)

    def _person(self) -> NewPerson:
        self.made += 1
        particle, surname = self.chance.one_of(SURNAMES)
        street, postal_code, city = self.chance.one_of(PLACES)
        return NewPerson(
            values=DebtorValues(
                first_names=self.chance.one_of(FIRST_NAMES), name_prefix=particle, surname=surname,
            ),
            details=(Detail(kind=PointKind.ADDRESS, address=Address(
                street=street, house_number=str(1000 + self.made), postal_code=postal_code, city=city, country="NL"
            )),),
            origin=Origin(source=PointSource.CLIENT, since=self.world.day),
        )

    def _one(self) -> int | None:
        """An open case; None while there is none."""
        open_ones = select(Case.id).where(Case.stage != Stage.CLOSED).order_by(Case.id)
        ids = self.world.session.scalars(open_ones).all()
        return self.chance.one_of(ids) if ids else None
