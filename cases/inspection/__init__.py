"""Opens a file that somebody hands in, before it is kept: what it is, and why it may not be kept.

The opening happens in a child process with limits on memory and time. Nothing here knows the database.
"""

from cases.inspection.opening import MAX_BYTES, look_at
from cases.inspection.verdict import Code, Verdict

__all__ = ["MAX_BYTES", "Code", "Verdict", "look_at"]
