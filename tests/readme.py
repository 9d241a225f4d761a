"""Commands that the README gives, word for word, so that what it says is what was tried."""

import re
import shlex
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def commands(mark: str, *, root: Path) -> list[list[str]]:
    """The commands of `agency` in the block after this mark, each as its arguments; `root` stands for the disk."""
    block = re.search(rf"<!-- {mark} -->\n```\n(.+?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block, f"README.md has no commands marked {mark}"
    found = [shlex.split(line, comments=True) for line in block[1].splitlines()]
    assert {words[0] for words in found} == {"agency"}, "nothing but the program itself is needed"
    return [[_on(root, word) for word in words[1:]] for words in found]


def _on(root: Path, word: str) -> str:
    return str(root / word[1:]) if word.startswith("/") else word
