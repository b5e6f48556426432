"""Passkeys: what a browser is asked for, and whether what it answers is true (WebAuthn level 2).

Only discoverable keys are made, and only answers count for which the device recognised its owner,
by finger, face or PIN: so a passkey is two factors in one, and no address need be typed.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coalition.web.site import settings

MILLISECONDS = 120_000  # for a person to answer their device
LONGEST_ANSWER = 20_000  # characters; what browsers send is a tenth of it
MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class Untrue(Exception):
    """What a browser answered is malformed, or does not hold; the message is for the log."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey as it was just made; credential_id is in base64url."""

    credential_id: str
    public_key: bytes
    sign_count: int
    is_copied: bool


def rp_id() -> str | None:
    """Return the domain that passkeys are tied to; None where SITE_URL is an IP address."""
    host = urlsplit(settings().site_url).hostname or ""
    with suppress(ValueError):
        ip_address(host)
        return None  # browsers make no passkeys for an address without a name
    return host


def creation_options(
    challenge: str, user_handle: bytes, email: str, name: str, known: Iterable[str]
) -> str:
    """Return, as JSON, what a browser needs to make a passkey that is none of those known."""
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=rp_id() or "",
            rp_name=settings().coalition_name,
            user_name=email,
            user_id=user_handle,
            user_display_name=name,
            challenge=base64url_to_bytes(challenge),
            timeout=MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known
            ],
        )
    )


def request_options(challenge: str) -> str:
    """Return, as JSON, what a browser needs to let its owner choose one of their passkeys."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=rp_id() or "",
            challenge=base64url_to_bytes(challenge),
            timeout=MILLISECONDS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def read_made(answer: str) -> tuple[RegistrationCredential, str]:
    """Return a browser's answer to creation_options, and the challenge it signed. Raises Untrue."""
    try:
        credential = parse_registration_credential_json(_of_fair_length(answer))
        return credential, _challenge_in(credential.response.client_data_json)
    except MALFORMED as problem:
        raise Untrue(str(problem)) from problem


def read_shown(answer: str) -> tuple[AuthenticationCredential, str]:
    """Return a browser's answer to request_options, and the challenge it signed. Raises Untrue."""
    try:
        credential = parse_authentication_credential_json(_of_fair_length(answer))
        return credential, _challenge_in(credential.response.client_data_json)
    except MALFORMED as problem:
        raise Untrue(str(problem)) from problem


def check_made(credential: RegistrationCredential, challenge: str) -> NewPasskey:
    """Return the passkey that was made for this challenge, on this site. Raises Untrue."""
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id() or "",
            expected_origin=settings().site_url,
            require_user_verification=True,
        )
    except MALFORMED as problem:
        raise Untrue(str(problem)) from problem
    return NewPasskey(
        bytes_to_base64url(found.credential_id),
        found.credential_public_key,
        found.sign_count,
        found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def check_shown(
    credential: AuthenticationCredential, challenge: str, public_key: bytes
) -> VerifiedAuthentication:
    """Return what the device says of itself, once its signature holds. Raises Untrue.

    The counter is the caller's to judge: one that goes back is told from a wrong signature.
    """
    try:
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id() or "",
            expected_origin=settings().site_url,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except MALFORMED as problem:
        raise Untrue(str(problem)) from problem


def _of_fair_length(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("the answer is too long")
    return answer


def _challenge_in(client_data: bytes) -> str:
    return bytes_to_base64url(parse_client_data_json(client_data).challenge)
