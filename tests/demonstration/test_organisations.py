"""The demonstration's organisations and people: valid, varied, and plainly invented where they are."""

from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import pytest
from babel import Locale

from coalition.demonstration.organisations import DemoOrganisation, organisations, people

GROUPS = {
    "government",
    "intergovernmental",
    "civil-society",
    "private-sector",
    "technical-community",
    "academia-libraries",
}
REGIONS = {
    "african": {"KE", "SN", "GH", "EG", "ZA"},
    "asia-pacific": {"CN", "JO", "IN", "FJ", "KZ"},
    "eastern-european": {"AZ", "RU", "PL"},
    "grulac": {"JM", "MX", "CO", "BR", "PE"},
    "weog": {"NL", "US", "CH", "DE", "FR", "CA", "NO", "GB"},
}
ON_RECORD = {
    "IFLA": "www.ifla.org",
    "EIFL": "www.eifl.net",
    "ISOC": "www.internetsociety.org",
}

each_organisation = pytest.mark.parametrize(
    "organisation", organisations(), ids=lambda one: one.acronym
)


@each_organisation
def test_organisation_has_a_country_a_group_and_a_reason_to_join(
    organisation: DemoOrganisation,
) -> None:
    assert organisation.country in Locale("en").territories
    assert len(organisation.country) == 2
    assert organisation.stakeholder_group in GROUPS
    assert Locale.parse(organisation.language).language == organisation.language
    assert organisation.why


@each_organisation
def test_organisation_off_the_record_is_called_invented(organisation: DemoOrganisation) -> None:
    host = urlsplit(organisation.website).hostname or ""
    if organisation.acronym in ON_RECORD:
        assert host == ON_RECORD[organisation.acronym]
    else:
        assert organisation.name_en.startswith("Invented ")
        assert host.endswith(".example.org")


@each_organisation
def test_organisation_has_the_dates_and_words_of_its_state(organisation: DemoOrganisation) -> None:
    joined = organisation.state in {"approved", "suspended"}
    assert (organisation.joined_on is not None) == joined
    assert (organisation.decided_on is None) == (organisation.state in {"waiting", "asked"})
    assert bool(organisation.reason) == (organisation.state in {"declined", "suspended"})
    assert bool(organisation.conversation) == (organisation.state in {"asked", "declined"})
    assert organisation.applied_on >= date(2012, 3, 1)
    if organisation.joined_on is not None:
        assert organisation.joined_on >= organisation.applied_on


def test_organisations_are_in_every_state() -> None:
    states = Counter(organisation.state for organisation in organisations())
    assert states == {"approved": 24, "waiting": 1, "asked": 1, "declined": 1, "suspended": 1}


def test_members_come_from_every_group_and_region() -> None:
    members = [one for one in organisations() if one.state == "approved"]
    countries = {one.country for one in members}
    assert {one.stakeholder_group for one in members} == GROUPS
    assert {region for region, its in REGIONS.items() if its & countries} == set(REGIONS)
    assert {one.country for one in organisations()} <= set().union(*REGIONS.values())


def test_acronyms_are_unique() -> None:
    assert max(Counter(one.acronym for one in organisations()).values()) == 1


def test_every_organisation_has_a_person_under_example_org() -> None:
    addresses = [person.email for person in people()]
    assert {person.organisation for person in people()} - {None} == {
        one.acronym for one in organisations()
    }
    assert len(set(addresses)) == len(addresses)
    assert {address.rpartition("@")[2] for address in addresses} == {"example.org"}


def test_people_hold_the_roles_one_can_sign_in_with() -> None:
    by_address = {person.email: person for person in people()}
    coordinators = {person.email for person in people() if person.is_coordinator}
    assert coordinators == {"coordinator@example.org", "second-coordinator@example.org"}
    assert by_address["coordinator@example.org"].organisation is None
    assert by_address["representative@example.org"].organisation == "IACL"
    assert by_address["colleague@example.org"].organisation == "IACL"
    assert by_address["applicant@example.org"].organisation == "ISL"
    assert by_address["representative.ifla@example.org"].organisation == "IFLA"


def test_conversations_are_between_known_people_in_order() -> None:
    known = {person.email: person for person in people()}
    for organisation in organisations():
        days = [remark.said_on for remark in organisation.conversation]
        assert days == sorted(days)
        for remark in organisation.conversation:
            speaker = known[remark.by]
            assert speaker.is_coordinator or speaker.organisation == organisation.acronym
