"""How much is kept, or may be: files and the bytes in them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Space:
    """Files and the bytes in them; as a limit, 0 is none."""

    files: int
    size: int

    def share_of(self, most: "Space") -> float:
        """How full it is: 1 is full; by files or by bytes, whichever comes first."""
        parts = ((self.files, most.files), (self.size, most.size))
        return max((used / limit for used, limit in parts if limit), default=0.0)

    def percent_of(self, most: "Space") -> int:
        """The same in whole percents."""
        return round(self.share_of(most) * 100)
