"""Opens one file from standard input in a process of its own and writes what it found as lines of JSON.

Run by file name with `-I`: a hostile file may abort this process and nothing else.
Arguments: kind, address space in bytes, processor seconds. The line is [code or null, what was found, pages or null].
A second one lists the digits of what may be citizen service numbers in a PDF that may be kept; it lacks where reading
its words took too much. Ended by a signal without a line: the file took more than it may. Exit status 1: what opens it
fell over.
"""

import json
import resource
import sys
from pathlib import Path


def main() -> None:
    """Limit this process, then open."""
    kind, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # this very program, also where it is not installed
    from cases.inspection.verdict import Code, Kind, Objection

    content = sys.stdin.buffer.read()
    pages = None
    try:
        if kind == Kind.PDF:
            from cases.inspection import pdf

            pages = pdf.examine(content)
        else:
            from cases.inspection import pictures

            pictures.examine(content, Kind(kind))
    except Objection as objection:
        sys.stdout.write(json.dumps([objection.code.value, objection.found, None]))
        return
    except MemoryError:
        sys.stdout.write(json.dumps([Code.TOO_LARGE.value, "", None]))
        return
    sys.stdout.write(json.dumps([None, "", pages]) + "\n")
    sys.stdout.flush()
    if kind == Kind.PDF:
        from cases.inspection import pdf_words

        sys.stdout.write(json.dumps(sorted(set(pdf_words.numbers(content)))))


if __name__ == "__main__":
    main()
