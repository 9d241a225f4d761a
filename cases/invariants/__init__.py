"""What must hold of the record whatever happened: each rule a check that yields what is wrong. Changes nothing."""

from cases.invariants.finding import CannotRecount, Flaw, Looked, Recount, Wrong
from cases.invariants.verifying import INVARIANTS, Result, Verdict, verify

__all__ = ["INVARIANTS", "CannotRecount", "Flaw", "Looked", "Recount", "Result", "Verdict", "Wrong", "verify"]
