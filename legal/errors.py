"""Named refusals of the law package. Each has a stable `code`; the edge turns it into Dutch."""

from datetime import date


class LawError(Exception):
    """Something the law package refuses to answer; `code` names the reason, `field` the fact at fault where known."""

    code = "law_error"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ParameterUnknown(LawError):
    """No figure is known, or was checked, for the day asked. `series` and `day` say which figure and when."""

    code = "parameter_unknown"

    def __init__(self, message: str, *, field: str = "", series: str = "", day: date | None = None) -> None:
        super().__init__(message, field=field)
        self.series = series
        self.day = day


class NotSupported(LawError):
    """A lawful request that this version does not compute."""

    code = "not_supported"


class InvalidFacts(LawError):
    """Facts that contradict each other or the law; `field` is the path to the one at fault."""

    code = "invalid"


class FiguresInvalid(LawError):
    """A file of statutory figures breaks its own rules: an unquoted number, a missing source, days out of order."""

    code = "figures_invalid"
