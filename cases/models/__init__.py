"""All tables. Importing this package puts every one of them on `Base.metadata`."""

from cases.models.accounts import Role, RoleName, Submission, User, user_role
from cases.models.arrangements import Arrangement, ArrangementState, Instalment, TermState
from cases.models.cases import (
    Case,
    CaseEvent,
    Claim,
    ClosingReason,
    Debtor,
    DetailsProposal,
    EventKind,
    LedgerEntry,
    LedgerKind,
    NextStep,
    PaidTo,
    Stage,
)
from cases.models.correspondence import (
    BatchWork,
    Contact,
    ContactChannel,
    ContactOutcome,
    Letter,
    LetterBatch,
    LetterContent,
    LetterKind,
    LetterState,
)
from cases.models.figures import FigureAddition, FigureDecision, FigureDecisionKind, FigureSet, ValuationRecord
from cases.models.files import Document, DocumentKind, Upload, UploadState
from cases.models.orders import MeansShown, MeansSign, OrderStop, StopCause
from cases.models.organisations import AgencyProfile, BailiffOffice, Client, ClientTerms
from cases.models.party_links import LinkState, PartyLink
from cases.models.proceedings import (
    Assessment,
    AssessmentState,
    CostApproval,
    DailyRun,
    Hold,
    HoldKind,
    Interruption,
    PackageDownload,
    Register,
    RegisterCheck,
    ServiceManner,
    ServiceReport,
    Writ,
    WritConfirmation,
    WritConfirmationKind,
    WritState,
)
from cases.models.set_up_changes import SetUpChange, SetUpSubject
from letters.blocks import CollectionBasis

__all__ = [
    "AgencyProfile", "Arrangement", "ArrangementState", "Assessment", "AssessmentState", "BailiffOffice", "BatchWork",
    "Case", "CaseEvent", "Claim", "Client", "ClientTerms", "ClosingReason", "CollectionBasis", "Contact",
    "ContactChannel", "ContactOutcome", "CostApproval", "DailyRun", "Debtor", "DetailsProposal", "Document",
    "DocumentKind", "EventKind", "FigureAddition", "FigureDecision", "FigureDecisionKind", "FigureSet", "Hold",
    "HoldKind", "Instalment", "Interruption", "LedgerEntry", "LedgerKind", "Letter", "LetterBatch", "LetterContent",
    "LetterKind", "LetterState", "LinkState", "MeansShown", "MeansSign", "NextStep", "OrderStop", "PackageDownload",
    "PaidTo", "PartyLink", "Register", "RegisterCheck", "Role", "RoleName", "ServiceManner", "ServiceReport",
    "SetUpChange", "SetUpSubject", "Stage", "StopCause", "Submission", "TermState", "Upload", "UploadState", "User",
    "ValuationRecord", "Writ", "WritConfirmation", "WritConfirmationKind", "WritState", "user_role",
]
