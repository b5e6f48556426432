"""Colleagues are invited, join, take over and leave; the organisation keeps its place."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from coalition.accounts.models import Link
from coalition.accounts.queries import find_person_by_email
from coalition.accounts.service import check_sign_in
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from coalition.members import queries, representation, service
from coalition.members.application import Newcomer
from coalition.members.models import Organisation, State
from coalition.web.viewer import ANONYMOUS
from tests.accounts.making import GROWING
from tests.conftest import PASSWORD, Someone, make_organisation, make_person
from tests.members.making import acts_of, details, last_letter, last_token, subjects_to

COLLEAGUE = "colleague@example.org"
NEWCOMER = Newcomer("Colleague", "", PASSWORD, "en")


def own_of(someone: Someone) -> int:
    """Return the number of somebody's organisation."""
    assert someone.organisation_id is not None
    return someone.organisation_id


def invite(by: Someone, email: str = COLLEAGUE) -> int:
    """Let somebody invite an address to their organisation."""
    return representation.invite(own_of(by), email, by=by.viewer, language="en")


def join(by: Someone, email: str = COLLEAGUE) -> Someone:
    """Return a colleague of somebody, who was invited and accepted."""
    invite(by, email)
    person = representation.accept_invitation(last_token(email), NEWCOMER, by=ANONYMOUS)
    return Someone(person.id, email, by.client, by.organisation_id)


def present(organisation_id: int, by: Someone) -> list[tuple[str, bool]]:
    """Return the address of everybody who represents it now, and whether they are the contact."""
    rows = queries.representatives_of(organisation_id, viewer=by.viewer)
    return [(row.person.email, row.is_contact) for row in rows if row.until_at is None]


def test_invited_newcomer_joins_with_a_confirmed_account(representative: Someone) -> None:
    colleague = join(representative, "Colleague@Example.org ".strip().casefold())
    assert colleague.viewer.organisation_ids == {own_of(representative)}
    assert check_sign_in(COLLEAGUE, PASSWORD, "").name == "Colleague"
    assert present(own_of(representative), representative) == [
        (representative.email, True),
        (COLLEAGUE, False),
    ]
    assert acts_of(own_of(representative)) == [("invited", COLLEAGUE), ("joined", "")]


def test_letter_of_invitation_names_who_invites_and_where(representative: Someone) -> None:
    invite(representative)
    letter = last_letter(COLLEAGUE)
    assert "Representative invites you to represent Library Association" in letter
    assert "/members/invitation/" in letter


def test_invited_at_an_address_nobody_confirmed_joins_as_a_newcomer(
    representative: Someone,
) -> None:
    mallory = Newcomer("Mallory", COLLEAGUE, "a password of mallory", "fr")
    service.apply(details(), mallory, by=ANONYMOUS)
    invite(representative)
    assert subjects_to(COLLEAGUE)[1] == "Represent Library Association of the Low Lands"
    assert "Mallory" not in last_letter(COLLEAGUE)
    person = representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=ANONYMOUS)
    assert queries.viewer_of(person.id).organisation_ids == {own_of(representative)}
    known = check_sign_in(COLLEAGUE, PASSWORD, "")
    assert (known.name, known.language) == ("Colleague", "en")


def test_invited_person_with_an_account_accepts_signed_in_only(
    representative: Someone, outsider: Someone, coordinator: Someone
) -> None:
    invite(representative, outsider.email)
    token = last_token(outsider.email)
    for viewer in (ANONYMOUS, coordinator.viewer, representative.viewer):
        with pytest.raises(NotAllowed, match="Sign in as outsider@"):
            representation.accept_invitation(token, NEWCOMER, by=viewer)
    representation.accept_invitation(token, None, by=outsider.viewer)
    assert outsider.viewer.organisation_ids == {own_of(representative)}


def test_invitation_of_another_address_is_not_for_whoever_is_signed_in(
    representative: Someone, outsider: Someone
) -> None:
    invite(representative)
    with pytest.raises(NotAllowed, match="Sign out"):
        representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=outsider.viewer)
    assert find_person_by_email(COLLEAGUE) is None


def test_invitation_works_once(representative: Someone) -> None:
    join(representative)
    with pytest.raises(NotFound, match="used already"):
        representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=ANONYMOUS)


def test_invitation_works_for_seven_days(representative: Someone) -> None:
    invite(representative)
    (row,) = queries.pending_invitations(own_of(representative), viewer=representative.viewer)
    assert timedelta(days=6, hours=23) < row.expires_at - now() <= timedelta(days=7)
    with transaction():
        db.session.execute(update(Link).values(expires_at=now()))
    with pytest.raises(NotFound):
        representation.find_invitation(last_token(COLLEAGUE))


def test_weak_password_leaves_the_invitation_open(representative: Someone) -> None:
    invite(representative)
    token = last_token(COLLEAGUE)
    with pytest.raises(Invalid) as refused:
        representation.accept_invitation(token, Newcomer("C", "", "short", "en"), by=ANONYMOUS)
    assert list(refused.value.fields) == ["password"]
    assert find_person_by_email(COLLEAGUE) is None
    representation.accept_invitation(token, NEWCOMER, by=ANONYMOUS)


def test_second_invitation_of_an_address_replaces_the_first(representative: Someone) -> None:
    invite(representative)
    first = last_token(COLLEAGUE)
    second = invite(representative)
    with pytest.raises(NotFound):
        representation.find_invitation(first)
    rows = queries.pending_invitations(own_of(representative), viewer=representative.viewer)
    assert [row.id for row in rows] == [second]


def test_representative_is_not_invited_again(representative: Someone) -> None:
    with pytest.raises(Invalid) as refused:
        invite(representative, representative.email.upper())
    assert list(refused.value.fields) == ["email"]


def test_address_too_long_to_keep_is_not_invited(representative: Someone) -> None:
    with pytest.raises(Invalid) as refused:
        invite(representative, GROWING)
    assert refused.value.fields == {"email": "This is too long: at most 200 characters."}


def test_invitations_are_throttled(representative: Someone) -> None:
    for number in range(20):
        invite(representative, f"c{number}@example.org")
    with pytest.raises(TooMany):
        invite(representative)


def test_withdrawn_invitation_no_longer_works(representative: Someone) -> None:
    own = own_of(representative)
    invitation_id = invite(representative)
    representation.withdraw_invitation(own, invitation_id, by=representative.viewer)
    with pytest.raises(NotFound):
        representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=ANONYMOUS)
    with pytest.raises(Conflict, match="withdrawn already"):
        representation.withdraw_invitation(own, invitation_id, by=representative.viewer)
    assert queries.pending_invitations(own, viewer=representative.viewer) == []
    assert acts_of(own) == [("invited", COLLEAGUE), ("uninvited", COLLEAGUE)]


def test_accepted_invitation_cannot_be_withdrawn(representative: Someone) -> None:
    own = own_of(representative)
    invitation_id = invite(representative)
    representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=ANONYMOUS)
    with pytest.raises(Conflict, match="accepted meanwhile"):
        representation.withdraw_invitation(own, invitation_id, by=representative.viewer)


def test_invitation_of_another_organisation_cannot_be_withdrawn(
    representative: Someone, coordinator: Someone
) -> None:
    other = make_organisation("Reading Rooms Trust")
    invitation_id = invite(representative)
    with pytest.raises(NotFound):
        representation.withdraw_invitation(other.id, invitation_id, by=coordinator.viewer)


def test_nobody_joins_a_suspended_organisation(representative: Someone) -> None:
    invite(representative)
    with transaction():
        db.session.execute(update(Organisation).values(state=State.SUSPENDED))
    with pytest.raises(Conflict):
        representation.accept_invitation(last_token(COLLEAGUE), NEWCOMER, by=ANONYMOUS)
    assert find_person_by_email(COLLEAGUE) is None
    assert representation.find_invitation(last_token(COLLEAGUE)).email == COLLEAGUE


def test_others_neither_invite_nor_hand_over_nor_leave(
    representative: Someone, applicant: Someone, outsider: Someone
) -> None:
    own = own_of(representative)
    for someone in (applicant, outsider):
        by: dict[str, Any] = {"by": someone.viewer}
        with pytest.raises(NotFound):
            representation.invite(own, COLLEAGUE, language="en", **by)
        with pytest.raises(NotFound):
            representation.hand_over(own, representative.person_id or 0, **by)
        with pytest.raises(NotFound):
            representation.withdraw_invitation(own, 1, **by)
        with pytest.raises(NotFound):
            representation.leave(own, **by)


def test_coordinator_invites_for_any_member_but_no_applicant(
    representative: Someone, applicant: Someone, coordinator: Someone
) -> None:
    representation.invite(own_of(representative), COLLEAGUE, by=coordinator.viewer, language="en")
    with pytest.raises(Conflict):
        representation.invite(own_of(applicant), COLLEAGUE, by=coordinator.viewer, language="en")


def test_handing_over_makes_another_the_contact(representative: Someone) -> None:
    own = own_of(representative)
    colleague = join(representative)
    representation.hand_over(own, colleague.person_id or 0, by=representative.viewer)
    assert present(own, representative) == [(COLLEAGUE, True), (representative.email, False)]
    assert subjects_to(COLLEAGUE)[-1] == (
        "You are now the contact of Library Association of the Low Lands"
    )
    with pytest.raises(Conflict):
        representation.hand_over(own, colleague.person_id or 0, by=representative.viewer)


def test_handing_over_to_somebody_else_is_not_found(
    representative: Someone, outsider: Someone
) -> None:
    with pytest.raises(NotFound):
        representation.hand_over(
            own_of(representative), outsider.person_id or 0, by=representative.viewer
        )


def test_contact_who_leaves_is_followed_by_the_longest_serving(representative: Someone) -> None:
    own = own_of(representative)
    first = join(representative)
    join(representative, "third@example.org")
    representation.leave(own, by=representative.viewer)
    assert representative.viewer.organisation_ids == frozenset()
    assert present(own, first) == [(COLLEAGUE, True), ("third@example.org", False)]
    rows = queries.representatives_of(own, viewer=first.viewer)
    assert [row.person.email for row in rows if row.until_at] == [representative.email]


def test_last_representative_cannot_leave(representative: Someone) -> None:
    with pytest.raises(Conflict, match="last representative"):
        representation.leave(own_of(representative), by=representative.viewer)
    assert representative.viewer.organisation_ids == {own_of(representative)}


def test_somebody_who_left_can_be_invited_again(representative: Someone) -> None:
    own = own_of(representative)
    colleague = join(representative)
    representation.leave(own, by=colleague.viewer)
    invite(representative)
    representation.accept_invitation(last_token(COLLEAGUE), None, by=colleague.viewer)
    rows = queries.representatives_of(own, viewer=representative.viewer)
    assert [(row.person.email, row.until_at is None) for row in rows] == [
        (representative.email, True),
        (COLLEAGUE, True),
        (COLLEAGUE, False),
    ]


def test_one_of_two_who_leave_at_once_stays(app: Flask, representative: Someone) -> None:
    own = own_of(representative)
    colleague = join(representative)
    stale = colleague.viewer
    representation.leave(own, by=representative.viewer)
    with pytest.raises(Conflict, match="last representative"):
        representation.leave(own, by=stale)


def test_person_joins_while_representing_another_organisation(
    representative: Someone, applicant: Someone
) -> None:
    make_person("unused@example.org")
    invite(representative, applicant.email)
    representation.accept_invitation(last_token(applicant.email), None, by=applicant.viewer)
    assert applicant.viewer.organisation_ids == {own_of(representative)}
    assert applicant.viewer.application_ids == {own_of(applicant)}
