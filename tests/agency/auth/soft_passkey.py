"""A device with one passkey, as a browser hands its answers on (WebAuthn level 2, attestation "none", ES256)."""

import hashlib
import json
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as text

SITE, ORIGIN = "localhost", "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class SoftPasskey:
    """Its key, and how often it was used."""

    def __init__(self) -> None:
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), token_bytes(16), 0

    def create(self, options: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to `navigator.credentials.create`."""
        public = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")})
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(PRESENT | VERIFIED | WITH_KEY, known)
        return self._answer({
            "clientDataJSON": text(_client_data("webauthn.create", options, origin)),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        })

    def get(self, options: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        client, data = _client_data("webauthn.get", options, origin), self._data(PRESENT | VERIFIED, b"")
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature),
        })

    def _data(self, flags: int, known: bytes) -> bytes:
        return hashlib.sha256(SITE.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + known

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})


def _client_data(kind: str, options: dict[str, Any], origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": options["challenge"], "origin": origin}).encode()
