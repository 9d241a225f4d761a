"""All tables. Importing this package puts every one of them on `Base.metadata`."""

from cases.models.accounts import Role, RoleName, Submission, User, user_role
from cases.models.arrangements import Arrangement, ArrangementState, Instalment, TermState
from cases.models.cases import (
    Case,
    CaseEvent,
    Claim,
    ClosingReason,
    CreditEffect,
    Debtor,
    DetailsProposal,
    EventKind,
    LedgerEntry,
    LedgerKind,
    NextStep,
    PaidTo,
    Stage,
)
from cases.models.consumer_contracts import ConsumerContractStated, LossAcceptance
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
from cases.models.figures import (
    FigureAddition,
    FigureDecision,
    FigureDecisionKind,
    FigureKeeper,
    FigureSet,
    ValuationRecord,
)
from cases.models.files import Document, DocumentKind, Upload, UploadState
from cases.models.orders import MeansShown, MeansSign, OrderStop, StopCause
from cases.models.organisations import AgencyProfile, BailiffOffice, Client, ClientTerms
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
from cases.models.settlement import OpenDifference, Overpaid, ToldAmount, WriteOff, WriteOffState
from cases.models.staffing import Absence, AssignmentRule, Team, TeamMember
from cases.models.tasks import Task, TaskState
from letters.blocks import CollectionBasis

__all__ = [
    "Absence", "AgencyProfile", "Arrangement", "ArrangementState", "Assessment", "AssessmentState", "AssignmentRule",
    "BailiffOffice", "BatchWork", "Case", "CaseEvent", "Claim", "Client", "ClientTerms", "ClosingReason",
    "CollectionBasis", "ConsumerContractStated", "Contact", "ContactChannel", "ContactOutcome", "CostApproval",
    "CreditEffect", "DailyRun", "Debtor", "DetailsProposal", "Document", "DocumentKind", "EventKind", "FigureAddition",
    "FigureDecision", "FigureDecisionKind", "FigureKeeper", "FigureSet", "Hold", "HoldKind", "Instalment",
    "Interruption", "LedgerEntry", "LedgerKind", "Letter", "LetterBatch", "LetterContent", "LetterKind", "LetterState",
    "LossAcceptance", "MeansShown", "MeansSign", "NextStep", "OpenDifference", "OrderStop", "Overpaid",
    "PackageDownload", "PaidTo", "Register", "RegisterCheck", "Role", "RoleName", "ServiceManner", "ServiceReport",
    "SetUpChange", "SetUpSubject", "Stage", "StopCause", "Submission", "Task", "TaskState", "Team", "TeamMember",
    "TermState", "ToldAmount", "Upload", "UploadState", "User", "ValuationRecord", "Writ", "WritConfirmation",
    "WritConfirmationKind", "WritState", "WriteOff", "WriteOffState", "user_role",
]
