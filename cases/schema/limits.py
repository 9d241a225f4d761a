"""How long the database lets each kind of process go on: the one place where these times stand.

A page that waits keeps a person and a thread waiting, so it is soon told that this must be done otherwise. Background
work and commands wait for others, because nobody watches them; what may run a whole night (backup, upgrade, verifying)
has no end of its own. Work that takes long asks many short questions, and these times are of one question each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TimeLimits:
    """Of one kind of process, in whole seconds; 0 is without end.

    `statement`: of one question. `lock`: of waiting for what another is changing. `idle`: of a transaction in which
    nothing is asked, as of a process that hangs with what others need. SQLite knows the second alone. `name`: what the
    server's list of connections says, after "incasso".
    """

    name: str
    statement: int
    lock: int
    idle: int


# A request is at work for less than a minute; the longest that one thinks between two questions is over a spreadsheet.
WEB = TimeLimits(name="web", statement=30, lock=10, idle=120)
# A job of letters may think for ten minutes between two questions, the clock's round lasts a quarter of an hour.
WORKER = TimeLimits(name="worker", statement=300, lock=60, idle=900)
CLOCK = TimeLimits(name="clock", statement=600, lock=60, idle=900)
# By hand. It waits no longer for a lock than the rest: an upgrade that waits keeps every page waiting behind it.
COMMAND = TimeLimits(name="command", statement=0, lock=60, idle=0)
