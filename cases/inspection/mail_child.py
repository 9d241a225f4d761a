"""Reads one e-mail from standard input in a process of its own and writes what it says as JSON.

Run by file name with `-I`, as `child.py` is. Arguments: address space in bytes, processor seconds. Exit status 1, or
ended by a signal: it could not be read, or took more than it may.
"""

import json
import resource
import sys
from pathlib import Path


def main() -> None:
    """Limit this process, then read."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # this very program, also where it is not installed
    from cases.inspection import mail_parts

    sys.stdout.write(json.dumps(mail_parts.examine(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
