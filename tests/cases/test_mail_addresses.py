"""What is an address that a message can be sent to."""

import pytest

from cases.input_checks import is_mail_address


@pytest.mark.parametrize(("text", "is_one"), [
    ("jansje@voorbeeld.test", True), ("j.de-vries+werk@post.voorbeeld.test", True), ("jansje", False), ("", False),
    ("jansje@", False), ("@voorbeeld.test", False), ("jansje@voorbeeld", False), ("a@b.nl, c@d.nl", False),
    ("a@b.nl\r\nBcc: c@d.nl", False), ("Jansje <a@b.nl>", False), ("jánsje@voorbeeld.test", False), ("a@b@c.nl", False),
])
def test_what_is_an_address(text: str, is_one: bool) -> None:
    assert is_mail_address(text) is is_one
