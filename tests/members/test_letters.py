"""Letters say what happened, why, and where to go on, in the language of their reader."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db
from coalition.mail.models import Message
from coalition.members import letters
from coalition.members.letters import Builder, Reader
from coalition.members.service import apply
from coalition.web.viewer import ANONYMOUS
from tests.members.making import ADA, details

ADDRESS = "https://coalition.example.org/members/7"
READER = Reader("ada@example.org", "Ada", "en")


@pytest.mark.parametrize(
    ("builder", "subject", "said"),
    [
        (letters.confirm_letter("Trust", ADDRESS), "Confirm the application of Trust", "24 hours"),
        (letters.received_letter("Trust", ADDRESS), "The application of Trust is handed in", ""),
        (
            letters.asked_letter("Trust", "How many?", ADDRESS),
            "A question about the application of Trust",
            "How many?",
        ),
        (letters.approved_letter("Trust", ADDRESS), "Trust is now a member", "Welcome!"),
        (
            letters.declined_letter("Trust", "No address.", ADDRESS),
            "The application of Trust was declined",
            "No address.",
        ),
        (
            letters.suspended_letter("Trust", "No report.", ADDRESS),
            "The membership of Trust is suspended",
            "No report.",
        ),
        (letters.reinstated_letter("Trust", "", ADDRESS), "Trust is a member again", ""),
        (
            letters.reinstated_letter("Trust", "Thanks.", ADDRESS),
            "Trust is a member again",
            "Thanks.",
        ),
        (letters.waiting_letter("Trust", ADDRESS), "Trust applied", ""),
        (letters.answered_letter("Trust", "Twelve.", ADDRESS), "Trust answered", "Twelve."),
        (letters.invitation_letter("Trust", "Grace", ADDRESS), "Represent Trust", "Grace"),
        (
            letters.contact_letter("Trust", "Grace", ADDRESS),
            "You are now the contact of Trust",
            "Grace",
        ),
    ],
)
def test_letter_greets_says_why_and_where(
    app: Flask, builder: Builder, subject: str, said: str
) -> None:
    letter = builder(READER)
    assert letter.subject == subject
    assert letter.paragraphs[0] == "Hello Ada,"
    assert letter.paragraphs.count(ADDRESS) == 1
    assert said in "\n".join(letter.paragraphs)
    assert "" not in letter.paragraphs


def test_letter_to_somebody_without_a_name_greets_without(app: Flask) -> None:
    letter = letters.invitation_letter("Trust", "Grace", ADDRESS)(Reader("a@example.org", "", "fr"))
    assert (letter.paragraphs[0], letter.language) == ("Bonjour,", "fr")


def test_letter_of_an_application_is_in_the_language_of_the_applicant(app: Flask) -> None:
    apply(details(), replace(ADA, language="fr"), by=ANONYMOUS)
    assert db.session.scalars(select(Message.language)).all() == ["fr"]
