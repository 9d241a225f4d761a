"""Named refusals of the law package. Each has a stable `code`; the edge turns it into Dutch."""


class LawError(Exception):
    """Something the law package refuses to answer; `code` names the reason."""

    code = "law_error"


class ParameterUnknown(LawError):
    """No figure is known, or was checked, for the day asked."""

    code = "parameter_unknown"


class NotSupported(LawError):
    """A lawful request that this version does not compute."""

    code = "not_supported"


class InvalidFacts(LawError):
    """Facts that contradict each other or the law; `field` is the path to the one at fault."""

    code = "invalid"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
