"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is true."""

import json
from collections.abc import Sequence
from typing import Any, Final

import webauthn
from flask import request, session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cases.models import SecondFactor

NAME: Final = "Incasso"
_CHALLENGE: Final = "passkey_challenge"  # in the cookie
_LONGEST_ANSWER: Final = 20_000


def to_make(user_id: int, email: str, name: str, there: Sequence[SecondFactor]) -> str:
    """What the browser is asked to make a passkey; not one more on a device that has one. JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_site(), rp_name=NAME, user_id=str(user_id).encode(), user_name=email, user_display_name=name,
        exclude_credentials=_known(there), authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    session[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return options_to_json(options)


def made(answer: str) -> tuple[str, str, int] | None:
    """The id, the public key and the counter of the passkey that was made; None where the answer is no good."""
    try:
        found = webauthn.verify_registration_response(
            credential=_read(answer), expected_challenge=_challenge(), expected_rp_id=_site(), expected_origin=_origin()
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key), found.sign_count


def to_show(there: Sequence[SecondFactor]) -> str:
    """What the browser is asked to show one of these passkeys. JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(), allow_credentials=_known(there), user_verification=UserVerificationRequirement.PREFERRED
    )
    session[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return options_to_json(options)


def shown(answer: str, there: Sequence[SecondFactor]) -> tuple[SecondFactor, int] | None:
    """Which of these passkeys proved itself, and its counter now; None where none did."""
    try:
        given = _read(answer)
        passkey = next(each for each in there if each.credential_id == given["id"])
        found = webauthn.verify_authentication_response(
            credential=given, expected_challenge=_challenge(), expected_rp_id=_site(), expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(passkey.public_key or ""),
            credential_current_sign_count=passkey.counter,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, StopIteration):
        return None
    return passkey, found.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LONGEST_ANSWER:
        raise ValueError("longer than any passkey answers")
    try:
        read = json.loads(answer)
    except RecursionError:
        raise ValueError("nested deeper than any passkey answers") from None
    if not isinstance(read, dict):
        raise ValueError("not what a browser hands on")
    return read


def _challenge() -> bytes:
    """The question that was asked; it counts for one answer. Raises KeyError where none was."""
    return base64url_to_bytes(session.pop(_CHALLENGE))


def _known(there: Sequence[SecondFactor]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id or "")) for each in there]


def _site() -> str:
    return request.host.partition(":")[0]


def _origin() -> str:
    return request.host_url.rstrip("/")
