"""Letters that interrupt prescription once their receipt is on record. Law: art. 3:317 and 3:37 BW."""

from datetime import date

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import receipts
from cases.correspondence.rules import LetterRule
from cases.models import Letter
from legal.counting.valuation import DeliveryBasis
from legal.parameters import Figures


class InterruptingLetter(LetterRule):
    """What follows of its receipt; a case goes on as it was."""

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """What came back was not received."""
        receipts.take_back(session, act, letter, reason="de brief kwam retour")

    def after_delivery(
        self, session: Session, act: Act, letter: Letter, *, due_from: date | None, figures: Figures
    ) -> None:
        """From the proved day a new term runs for every claim that the letter names."""
        assert letter.delivered_on is not None
        receipts.take_back(session, act, letter, reason="een andere dag van ontvangst is bewezen")
        receipts.interrupt(session, act, letter, on=letter.delivered_on, basis=DeliveryBasis.PROVED)

    def after_correction(self, session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
        """Received or not, as the letter stands now."""
        receipts.take_back(session, act, letter, reason=reason)
        if letter.delivered_on is not None and letter.returned_on is None:
            receipts.interrupt(session, act, letter, on=letter.delivered_on, basis=DeliveryBasis.PROVED)
