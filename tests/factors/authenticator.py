"""An authenticator in software: makes passkeys with ES256 and shows them, as a phone would."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, RECOGNISED, COPYABLE, COPIED, MADE = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7


@dataclass
class Authenticator:
    """A device with one passkey; every part of what it says can be made to lie."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    flags: int = PRESENT | RECOGNISED
    counts: bool = True
    count: int = 0
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: str) -> str:
        """Return the answer to the site's question to make a passkey, as the browser writes it."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: ES256,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        made = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(self.flags | MADE) + made + encode_cbor(public)
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def show(self, options: str) -> str:
        """Return the answer to the site's question to show a passkey."""
        self.count += self.counts
        data = self._data(self.flags)
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=signature,
            userHandle=self.handle,
        )

    def _data(self, flags: int) -> bytes:
        return (
            hashlib.sha256(self.rp_id.encode()).digest()
            + bytes([flags])
            + struct.pack(">I", self.count)
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **parts: bytes) -> str:
        number = bytes_to_base64url(self.credential_id)
        answer: dict[str, Any] = {
            "id": number,
            "rawId": number,
            "type": "public-key",
            "response": {name: bytes_to_base64url(part) for name, part in parts.items()},
        }
        return json.dumps(answer)
