"""Named refusals of the record. The edge maps the class to a status and a Dutch text; `details` fill that text."""

import hashlib
from collections.abc import Sequence
from typing import Self


class DomainError(Exception):
    """A refusal with a reason a person can act on. The message is Dutch: it is shown as it stands."""

    code = "domain_error"


class NotFound(DomainError):
    """The object does not exist for the one who asks."""

    code = "not_found"


class Refused(DomainError):
    """The action is not allowed in the state the case is in."""

    code = "refused"


class Questioned(Refused):
    """Nothing was done: a person must answer `questions` first; `mark` is sent back with the yes."""

    code = "questioned"

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(" ".join(questions))
        self.questions, self.mark = tuple(questions), mark_of(questions)


def mark_of(questions: Sequence[str]) -> str:
    """A fingerprint of what was asked: a yes to other figures is no yes to these."""
    return hashlib.sha256("\n".join(questions).encode()).hexdigest()[:32]


class CaseClosed(Refused):
    """The case is closed; nothing may be added to it."""

    code = "case_closed"


class CaseOnHold(Refused):
    """A dispute or hold stops letters and the exploot."""

    code = "case_on_hold"


class TransitionRefused(Refused):
    """The case may not go from this stage to that one."""

    code = "transition_refused"


class Incomplete(Refused):
    """Something that must be there first is missing; the message names it and who can supply it."""

    code = "incomplete"


class SecondPersonNeeded(Refused):
    """The same person may not do both steps."""

    code = "second_person_needed"


class AlreadyDone(Refused):
    """The action was done before; the message says when and points to the first."""

    code = "already_done"


class PreviewOutdated(Refused):
    """What was previewed is no longer what would happen."""

    code = "preview_outdated"


class EditConflict(Refused):
    """Someone else changed the same thing in the meantime."""

    code = "edit_conflict"


class StoredFileFault(DomainError):
    """A stored file cannot be given as it was stored; it is neither shown nor sent.

    The message names it by its hash alone: it may stand in a log. `told` is for a page, and says which `document`.
    """

    code = "stored_file_fault"
    what = "is niet in orde"

    def __init__(self, digest: str, document: str = "") -> None:
        super().__init__(
            f"Het opgeslagen bestand {self.what}. Het wordt daarom niet getoond en niet verstuurd. De beheerder kan "
            f"het terugzetten uit een reservekopie: de naam begint met {digest[:12]}."
        )
        self.digest, self.document = digest, document

    def of(self, document: str) -> Self:
        """The same, of a document that people know by this name."""
        return type(self)(self.digest, document)

    @property
    def told(self) -> str:
        """Which document it is, what is wrong with it, what was not done, and who can help."""
        called = f"Het stuk “{self.document}”" if self.document else "Het opgeslagen bestand"
        return (
            f"{called} {self.what}. Het is niet getoond, niet meegegeven en niet verstuurd. Vraag de beheerder van het "
            f"incassobureau om het uit een back-up terug te zetten: de naam begint met {self.digest[:12]}."
        )


class StoredFileMissing(StoredFileFault):
    """The store does not hold the file."""

    code = "stored_file_missing"
    what = "is er niet meer"


class StoredFileUnreadable(StoredFileFault):
    """The file is there, and the machine cannot read it."""

    code = "stored_file_unreadable"
    what = "is niet te lezen"


class StoredFileDamaged(StoredFileFault):
    """The file is not what was stored: its hash differs."""

    code = "stored_file_damaged"
    what = "is beschadigd: het is niet meer wat er is opgeslagen"


class StoreTrouble(DomainError):
    """Files cannot be stored or given now; it says nothing of any file."""

    code = "store_trouble"


class StoreUnavailable(StoreTrouble):
    """The store does not answer."""

    code = "store_unavailable"

    def __init__(self, said: str = "") -> None:
        super().__init__(said or (
            "De opslag van documenten is nu niet te bereiken. Er is niets opgeslagen. Probeer het over enkele minuten "
            "opnieuw. Blijft het zo? Waarschuw dan de beheerder van het incassobureau."
        ))


class StoreFull(StoreTrouble):
    """There is no room for more files, or too little to let the database go on beside them."""

    code = "store_full"

    def __init__(self) -> None:
        super().__init__(
            "De opslag van documenten is vol. Er is niets opgeslagen. Vraag de beheerder van het incassobureau om "
            "ruimte te maken, en probeer het daarna opnieuw."
        )
