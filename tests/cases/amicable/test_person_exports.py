"""What is put in one file for somebody stays within what a web process can hold."""

import pytest

from cases.amicable import person_exports
from cases.amicable.person_exports import MOST_BYTES, MOST_CASES
from cases.errors import Refused
from cases.models import Document


def test_what_is_too_large_for_one_file_is_refused_with_what_to_do() -> None:
    person_exports.check_size([Document(size=MOST_BYTES - 1), Document(size=1)])
    with pytest.raises(Refused, match="per dossier"):
        person_exports.check_size([Document(size=MOST_BYTES), Document(size=1)])


def test_no_case_or_too_many_are_refused_with_what_to_do() -> None:
    person_exports.check_cases(range(MOST_CASES))
    for number, said in ((0, "andere periode"), (MOST_CASES + 1, "kortere periode")):
        with pytest.raises(Refused, match=said):
            person_exports.check_cases(range(number))
