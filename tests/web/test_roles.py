"""Every address and every role: the answer each gets, in one table no route may be missing from."""

import io

import pytest
from flask import Flask
from werkzeug.routing import Rule

from coalition.library import service as library
from coalition.library.description import DocumentFields
from coalition.web.roles import ROLES
from tests.conftest import Someone, sign_in, work_through
from tests.hubs.making import add, make_meeting, make_session

# What each route answers to: anonymous, outsider, applicant, representative, coordinator. Asked
# without any form data about the representative's own organisation and its published document, so
# 422 and 409 are the answers of someone who may try. Anonymous readers are sent to sign in (303)
# where a page is not for all; what is posted without the right is refused (403).
ANSWERS = {
    "home.index": "200 200 200 200 200",
    "alerts.by_letter": "404 404 404 404 404",
    "alerts.change_rhythm": "403 404 404 404 404",
    "alerts.change_rhythm_by_letter": "404 404 404 404 404",
    "alerts.confirm": "404 404 404 404 404",
    "alerts.confirm_address": "404 404 404 404 404",
    "alerts.create": "422 422 422 422 422",
    "alerts.forget": "403 404 404 404 404",
    "alerts.index": "303 200 200 200 200",
    "alerts.new": "200 200 200 200 200",
    "alerts.pause": "403 404 404 404 404",
    "alerts.resume": "403 404 404 404 404",
    "alerts.resume_by_letter": "404 404 404 404 404",
    "alerts.sent": "200 200 200 200 200",
    "alerts.ask_to_stop": "404 404 404 404 404",
    "alerts.stop": "404 404 404 404 404",
    "accounts.settings": "303 200 200 200 200",
    "accounts.second": "303 303 303 303 303",
    "accounts.give_second": "303 303 303 303 303",
    "accounts.passkey_options": "404 404 404 404 404",
    "accounts.sign_in_with_passkey": "303 303 303 303 303",
    "accounts.prove": "303 200 200 200 200",
    "accounts.give_proof": "403 422 422 422 422",
    "accounts.factors": "303 200 200 200 200",
    "accounts.new_app": "303 200 200 200 200",
    "accounts.begin_app": "403 422 422 422 422",
    "accounts.app": "303 404 404 404 404",
    "accounts.confirm_app": "403 404 404 404 404",
    "accounts.new_passkey": "303 404 404 404 404",
    "accounts.new_passkey_options": "403 404 404 404 404",
    "accounts.add_passkey": "403 422 422 422 422",
    "accounts.factor_name": "303 404 404 404 404",
    "accounts.rename_factor": "403 404 404 404 404",
    "accounts.ask_to_remove_factor": "303 404 404 404 404",
    "accounts.remove_factor": "403 404 404 404 404",
    "accounts.new_codes": "403 409 409 409 409",
    "accounts.codes": "303 200 200 200 200",
    "accounts.codes_file": "303 404 404 404 404",
    "accounts.put_codes_away": "403 303 303 303 303",
    "tokens.index": "303 200 200 200 200",
    "tokens.new": "303 200 200 200 200",
    "tokens.create": "403 422 422 422 422",
    "tokens.made": "303 200 200 200 200",
    "tokens.put_away": "403 303 303 303 303",
    "tokens.ask_to_end": "303 404 404 404 404",
    "tokens.end": "403 404 404 404 404",
    "tokens.end_all": "403 303 303 303 303",
    "audit.export": "303 403 403 403 200",
    "audit.index": "303 403 403 403 200",
    "audit.own": "303 200 200 200 200",
    "accounts.end_device": "403 303 303 303 303",
    "accounts.end_other_devices": "403 303 303 303 303",
    "accounts.change_email": "403 422 422 422 422",
    "accounts.confirm_email": "404 404 404 404 404",
    "accounts.use_email": "404 404 404 404 404",
    "accounts.rename": "403 422 422 422 422",
    "accounts.change_password": "403 422 422 422 422",
    "accounts.coordinators": "303 403 403 403 200",
    "accounts.appoint": "403 403 403 403 422",
    "accounts.remove": "403 403 403 403 404",
    "accounts.forgotten": "200 200 200 200 200",
    "accounts.send_reset": "422 422 422 422 422",
    "metrics": "404 404 404 404 404",
    "home.health": "503 503 503 503 503",  # no worker is there
    "home.security_txt": "404 404 404 404 404",
    "home.given_up": "303 403 403 403 200",
    "preservation.index": "303 403 403 403 200",
    "preservation.compare": "403 403 403 403 303",
    "state.index": "303 403 403 403 200",
    "home.try_again": "403 403 403 403 303",
    "accounts.choose_language": "303 303 303 303 303",
    "hubs.accept": "403 403 403 403 409",
    "hubs.choose_sessions": "404 404 404 404 404",
    "hubs.confirm": "404 404 404 404 404",
    "hubs.confirm_address": "404 404 404 404 404",
    "hubs.create": "422 422 422 422 422",
    "hubs.decline": "403 403 403 403 422",
    "hubs.detail": "200 200 200 200 200",
    "hubs.download": "303 403 403 403 200",
    "hubs.edit": "404 404 404 404 404",
    "hubs.host": "404 404 404 404 404",
    "hubs.index": "200 200 200 200 200",
    "hubs.lost": "200 200 200 200 200",
    "hubs.new": "200 200 200 200 200",
    "hubs.queue": "303 403 403 403 200",
    "hubs.replace_link": "404 404 404 404 404",
    "hubs.send_link": "403 403 403 403 303",
    "hubs.send_links": "422 422 422 422 422",
    "hubs.sent": "200 200 200 200 200",
    "hubs.sessions": "404 404 404 404 404",
    "hubs.sheet": "404 404 404 404 404",
    "hubs.update": "404 404 404 404 404",
    "hubs.withdraw": "404 404 404 404 404",
    "library.create": "403 403 403 422 422",
    "library.begin_upload": "403 403 403 422 422",
    "library.upload": "303 403 403 404 404",
    "library.receive_piece": "403 403 403 400 400",
    "library.cancel_upload": "403 403 403 404 404",
    "library.index": "200 200 200 200 200",
    "library.detail": "200 200 200 200 200",
    "library.delete_draft": "403 403 403 409 409",
    "library.edit": "303 403 403 200 200",
    "library.update": "403 403 403 422 422",
    "library.publish": "403 403 403 409 409",
    "library.reading": "303 403 403 200 200",
    "library.receipt": "303 403 403 200 200",
    "library.ask_why_sent_back": "303 403 403 403 409",
    "library.send_back": "403 403 403 403 409",
    "library.add_version": "403 403 403 422 422",
    "library.version": "200 200 200 200 200",
    "library.compare_versions": "200 200 200 200 200",
    "library.download": "200 200 200 200 200",
    "usage.index": "200 200 200 200 200",
    "usage.report": "200 200 200 200 200",
    "usage.organisation": "200 200 200 200 200",
    "usage.organisation_report": "200 200 200 200 200",
    "usage.document_report": "200 200 200 200 200",
    "bags.document": "200 200 200 200 200",
    "bags.profile": "200 200 200 200 200",
    "bags.library": "303 403 403 403 200",
    "library.picture": "404 404 404 404 404",
    "library.retry": "403 403 403 403 303",
    "library.look_again": "403 403 403 403 409",
    "library.remove_file": "403 403 403 403 409",
    "library.new_version": "303 403 403 200 200",
    "library.ask_why_withdrawn": "303 403 403 200 200",
    "library.withdraw": "403 403 403 422 422",
    "library.mine": "303 403 403 200 200",
    "library.new": "303 403 403 200 200",
    "library.unread": "200 200 200 200 200",
    "library.review": "303 403 403 403 200",
    "library.subjects": "303 403 403 403 200",
    "library.update_subjects": "403 403 403 403 303",
    "members.index": "200 200 200 200 200",
    "members.detail": "200 200 200 200 200",
    "members.answer": "403 403 404 422 403",
    "members.application": "303 403 404 200 200",
    "members.approve": "403 403 403 403 409",
    "members.ask": "403 403 403 403 422",
    "members.correct": "403 403 404 422 403",
    "members.decline": "403 403 403 403 422",
    "members.edit": "303 403 403 200 200",
    "members.update": "403 403 403 422 422",
    "members.withdraw_invitation": "403 403 403 404 404",
    "members.leave": "403 403 404 409 403",
    "members.reinstate": "403 403 403 403 409",
    "members.representatives": "303 403 403 200 200",
    "members.invite": "403 403 403 422 422",
    "members.hand_over": "403 403 403 404 404",
    "members.resend": "403 403 404 409 403",
    "members.suspend": "403 403 403 403 422",
    "members.apply": "200 200 200 200 200",
    "members.hand_in": "422 422 422 422 422",
    "members.confirm": "404 404 404 404 404",
    "members.confirm_application": "404 404 404 404 404",
    "members.groups": "303 403 403 403 200",
    "members.update_groups": "403 403 403 403 303",
    "members.handed_in": "200 200 200 200 200",
    "members.invitation": "404 404 404 404 404",
    "members.accept_invitation": "404 404 404 404 404",
    "members.download": "200 200 200 200 200",
    "members.mine": "303 200 303 303 200",
    "members.queue": "303 403 403 403 200",
    "programme.schedule_pdf": "200 200 200 200 200",
    "reports.index": "303 403 403 403 200",
    "reports.detail": "404 404 404 404 200",
    "reports.pdf": "404 404 404 404 200",
    "reports.edit": "303 403 403 403 200",
    "reports.update": "403 403 403 403 422",
    "reports.autosave": "403 403 403 403 422",
    "reports.hand_over": "403 403 403 403 409",
    "reports.publish": "303 403 403 403 409",
    "reports.publish_report": "403 403 403 403 409",
    "questions.ask": "422 422 422 422 422",
    "questions.index": "200 200 200 200 200",
    "questions.answers": "303 403 403 403 200",
    "questions.publish_answers": "403 403 403 403 303",
    "questions.desk": "303 403 403 403 200",
    "questions.enter": "403 403 403 403 422",
    "questions.detail": "303 403 403 403 404",
    "questions.answer": "403 403 403 403 404",
    "questions.note_answered": "403 403 403 403 404",
    "questions.call_up": "403 403 403 403 404",
    "questions.decline": "403 403 403 403 404",
    "questions.edit": "403 403 403 403 404",
    "questions.forward": "403 403 403 403 404",
    "questions.leave_over": "403 403 403 403 404",
    "questions.mark": "403 403 403 403 404",
    "questions.move": "403 403 403 403 404",
    "questions.put_back": "403 403 403 403 404",
    "questions.hold": "403 403 403 403 303",
    "questions.leave_over_rest": "403 403 403 403 303",
    "questions.merge": "403 403 403 403 303",
    "questions.arrange": "403 403 403 403 303",
    "questions.settings": "303 403 403 403 200",
    "questions.desk_updates": "303 403 403 403 200",
    "questions.display": "200 200 200 200 200",
    "questions.display_updates": "200 200 200 200 200",
    "questions.own": "404 404 404 404 404",
    "questions.remark": "403 403 403 403 303",
    "questions.report": "303 403 403 403 200",
    "questions.download": "303 403 403 403 200",
    "questions.updates": "200 200 200 200 200",
    "programme.index": "200 200 200 200 200",
    "programme.detail": "200 200 200 200 200",
    "programme.now_and_next": "200 200 200 200 200",
    "programme.own": "200 200 200 200 200",
    "programme.choose": "403 303 303 303 303",
    "programme.unchoose": "403 303 303 303 303",
    "programme.take": "403 303 303 303 303",
    "programme.zone": "200 200 200 200 200",
    "programme.choose_zone": "303 303 303 303 303",
    "programme.session_calendar": "200 200 200 200 200",
    "programme.meeting_calendar": "200 200 200 200 200",
    "programme.own_calendar": "404 404 404 404 404",
    "programme.make_own_calendar": "403 303 303 303 303",
    "programme.give_up_own_calendar": "403 303 303 303 303",
    "programme.export": "200 200 200 200 200",
    "programme.choose_import": "303 403 403 403 200",
    "programme.rehearse_import": "403 403 403 403 422",
    "programme.rehearsed_import": "303 403 403 403 404",
    "programme.import_programme": "403 403 403 403 404",
    "programme.new": "303 403 403 403 200",
    "programme.create": "403 403 403 403 422",
    "programme.edit": "303 403 403 403 200",
    "programme.update": "403 403 403 403 422",
    "programme.new_session": "303 403 403 200 200",
    "programme.create_session": "403 403 403 422 422",
    "programme.edit_session": "303 403 403 403 200",
    "programme.update_session": "403 403 403 403 422",
    "programme.proposals": "303 403 403 200 200",
    "programme.accept": "403 403 403 403 409",
    "programme.ask_why_declined": "303 403 403 403 409",
    "programme.decline": "403 403 403 403 409",
    "programme.ask_why_cancelled": "303 403 403 403 200",
    "programme.cancel": "403 403 403 403 422",
    "programme.ask_to_reinstate": "303 403 403 403 409",
    "programme.reinstate": "403 403 403 403 409",
    "programme.follow": "200 200 200 200 200",
    "programme.follow_by_mail": "422 422 422 422 422",
    "programme.follow_sent": "200 200 200 200 200",
    "programme.confirm_following": "404 404 404 404 404",
    "programme.confirm_address": "404 404 404 404 404",
    "programme.ask_to_stop": "404 404 404 404 404",
    "programme.stop": "404 404 404 404 404",
    "programme.resume": "404 404 404 404 404",
    "accounts.reset": "404 404 404 404 404",
    "accounts.set_password": "422 422 422 422 422",
    "search.index": "200 200 200 200 200",
    "search.atom": "200 200 200 200 200",
    "search.json_feed": "200 200 200 200 200",
    "search.csv": "200 200 200 200 200",
    "records.form": "200 200 200 200 200",
    "records.bibtex": "200 200 200 200 200",
    "records.ris": "200 200 200 200 200",
    "records.csl": "200 200 200 200 200",
    "records.of_session": "200 200 200 200 200",
    "search.suggest": "200 200 200 200 200",
    "search.opensearch": "200 200 200 200 200",
    "search.api": "200 200 200 200 200",
    # for programs cookies are nothing: all are anonymous
    "api.index": "200 200 200 200 200",
    "api.openapi": "200 200 200 200 200",
    "api.openapi_of_version": "200 200 200 200 200",
    "api.documents": "200 200 200 200 200",
    "api.document": "200 200 200 200 200",
    "api.versions": "200 200 200 200 200",
    "api.version": "200 200 200 200 200",
    "api.version_file": "200 200 200 200 200",
    "api.subjects": "200 200 200 200 200",
    "api.members": "200 200 200 200 200",
    "api.member": "200 200 200 200 200",
    "api.meetings": "200 200 200 200 200",
    "api.meeting": "200 200 200 200 200",
    "api.sessions": "200 200 200 200 200",
    "api.session": "200 200 200 200 200",
    "api.deposit": "401 401 401 401 401",
    "api.edit_document": "401 401 401 401 401",
    "api.delete_draft": "401 401 401 401 401",
    "api.add_version": "401 401 401 401 401",
    "api.publish": "401 401 401 401 401",
    "api.withdraw": "401 401 401 401 401",
    "search.help": "200 200 200 200 200",
    "sessions.bundle": "200 200 200 200 200",
    "sessions.deposit": "403 403 403 403 422",
    "sessions.detail": "200 200 200 200 200",
    "sessions.documents": "303 403 403 403 200",
    "sessions.new_document": "303 403 403 403 200",
    "sessions.tie": "403 403 403 403 422",
    "sessions.untie": "403 403 403 403 404",
    "accounts.sign_in": "200 303 303 303 303",
    "accounts.start": "422 422 422 422 422",
    "accounts.sign_out": "403 303 303 303 303",
    "static": "200 200 200 200 200",
    "harvest.index": "200 200 200 200 200",
    "harvest.ask": "200 200 200 200 200",
    "harvest.style": "200 200 200 200 200",
    "news.index": "200 200 200 200 200",
    "news.detail": "404 404 404 404 404",
    "news.picture": "404 404 404 404 404",
    "news.atom": "200 200 200 200 200",
    "news.json_feed": "200 200 200 200 200",
    "news.letters": "200 200 200 200 200",
    "news.subscribe": "422 422 422 422 422",
    "news.unsubscribe": "403 303 303 303 303",
    "news.sent": "200 200 200 200 200",
    "news.confirm": "404 404 404 404 404",
    "news.confirm_address": "404 404 404 404 404",
    "news.ask_to_stop": "404 404 404 404 404",
    "news.stop": "200 200 200 200 200",
    "news.new": "303 403 403 403 200",
    "news.create": "403 403 403 403 422",
    "news.edit": "303 403 403 403 404",
    "news.update": "403 403 403 403 404",
    "news.publish": "403 403 403 403 404",
    "news.schedule": "403 403 403 403 404",
    "news.unschedule": "403 403 403 403 404",
    "news.ask_why_withdrawn": "303 403 403 403 404",
    "news.withdraw": "403 403 403 403 404",
    "news.delete_draft": "403 403 403 403 404",
    "news.add_picture": "403 403 403 403 404",
    "news.edit_picture": "303 403 403 403 404",
    "news.describe_picture": "403 403 403 403 404",
    "news.remove_picture": "403 403 403 403 404",
    "feeds.documents": "200 200 200 200 200",
    "feeds.organisation": "200 200 200 200 200",
    "feeds.subject": "404 404 404 404 404",
    "feeds.session": "200 200 200 200 200",
    "dois.ark": "404 404 404 404 404",  # without ARK_NAAN
    "dois.old_ark": "404 404 404 404 404",
    "dois.index": "303 403 403 403 200",
    "dois.send_again": "403 403 403 403 303",
    "discovery.robots": "200 200 200 200 200",
    "discovery.sitemap": "200 200 200 200 200",
    "discovery.sitemap_part": "200 200 200 200 200",
    "discovery.link_set": "200 200 200 200 200",
    "discovery.pdf": "404 404 404 404 404",  # its one version is a text
    "privacy.index": "200 200 200 200 200",
    "privacy.own": "303 200 200 200 200",
    "privacy.take": "403 200 200 200 200",
    "privacy.ask_to_erase": "303 200 200 200 200",
    "privacy.confirm_erasing": "303 200 200 200 200",
    "privacy.erase": "403 422 422 422 422",
    "privacy.requests": "303 403 403 403 200",
    "privacy.find": "403 403 403 403 422",
    "privacy.answer": "303 403 403 403 404",
    "privacy.take_for": "403 403 403 403 404",
    "privacy.erase_for": "403 403 403 403 404",
}

GIVEN = {
    "post_id": 999,
    "form": "atom",
    "naan": "12345",
    "name": "c1",
    "subject_id": 999,
    "things": "documents",
    "notation": "json",
    "organisation_id": 1,
    "document_id": 1,
    "ending": "csv",
    "number": 1,
    "page": 1,
    "size": "small",
    "other": 1,
    "person_id": 999,
    "invitation_id": 999,
    "device_id": 999,
    "token_id": 999,
    "app_id": 999,
    "factor_id": 999,
    "kind": "passkey",
    "search_id": 999,
    "appointment_id": 999,
    "token": "x" * 43,
    "purpose": "change-email-old",
    "filename": "css/base.css",
    "session_id": 1,
    "question_id": 999,
    "meeting_id": 1,
    "hub_id": 1,
    "key": f"1-{'0' * 64}",
}

GIVEN_TO = {endpoint: {"ending": "bib"} for endpoint in ("records.form", "records.of_session")}


@pytest.fixture
def everyone(
    app: Flask,
    anonymous: Someone,
    outsider: Someone,
    representative: Someone,
    applicant: Someone,
    coordinator: Someone,
) -> list[Someone]:
    """One person of each role, in the order of the table; a document, a session and a hub."""
    meeting = make_meeting(coordinator.viewer)
    add(meeting, coordinator.viewer, make_session(meeting, coordinator.viewer))
    fields = DocumentFields("A report", kind="report", languages=("en",), licence="CC0-1.0")
    document = library.deposit(
        io.BytesIO(b"What was said."),
        "report.txt",
        by=representative.viewer,
        organisation_id=representative.organisation_id,
        fields=fields,
    )
    library.publish(document.id, by=representative.viewer)
    work_through()
    return [anonymous, outsider, applicant, representative, coordinator]


def rules(app: Flask) -> list[tuple[Rule, str]]:
    """Return every rule with its method of reading or writing, in a fixed order."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_answers_each_role_as_the_table_says(
    app: Flask, everyone: list[Someone]
) -> None:
    found = {}
    for rule, method in rules(app):
        adapter = app.url_map.bind("localhost")
        given = GIVEN | GIVEN_TO.get(rule.endpoint, {})
        address = adapter.build(rule.endpoint, {name: given[name] for name in rule.arguments})
        statuses = []
        for someone in everyone:
            ends = rule.endpoint == "accounts.sign_out" and someone.email
            browser = sign_in(app, someone.email) if ends else someone.client
            with browser.open(address, method=method) as answer:
                statuses.append(str(answer.status_code))
        found[rule.endpoint] = " ".join(statuses)
    assert found == ANSWERS


def test_every_route_has_a_row_in_the_role_table_and_no_row_is_left_over(app: Flask) -> None:
    assert {rule.endpoint for rule, _ in rules(app)} == set(ROLES)


def test_route_without_a_row_is_refused_for_everyone(
    app: Flask, coordinator: Someone, anonymous: Someone
) -> None:
    app._got_first_request = False  # lets a route be added to the application of this test
    app.add_url_rule("/forgotten-row", "forgotten.row", lambda: "secret")
    assert coordinator.client.get("/forgotten-row").status_code == 403
    assert anonymous.client.get("/forgotten-row").status_code == 403


def test_one_method_a_route_so_that_reading_never_writes(app: Flask) -> None:
    both = [
        rule.rule for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())
    ]
    assert both == []


def test_suspension_holds_from_the_next_request(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    assert representative.client.get("/library/new").status_code == 200
    page = coordinator.client.get("/members/1/application").get_data(as_text=True)
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = coordinator.client.post("/members/1/suspend", data={"why": "No report.", "seen": seen})
    assert answer.status_code == 303
    assert representative.client.get("/library/new").status_code == 403
    assert representative.client.post("/library/").status_code == 403
