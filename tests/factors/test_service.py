"""Setting up, using and removing apps and recovery codes."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.factors import queries, service
from coalition.factors.models import App, RecoveryCode
from coalition.factors.sealing import seal, unseal
from coalition.mail.models import Message
from coalition.web.viewer import Viewer
from tests.conftest import make_person
from tests.factors.making import add_app, code_of, give


def refusal(person_id: int | None, typed: str) -> str:
    """Return the sentence a code is refused with."""
    with pytest.raises(Invalid) as problem:
        service.use_code(person_id or 0, typed)
    return problem.value.fields["code"]


def subjects() -> list[str]:
    """Return the subject lines of all letters, oldest first."""
    return list(db.session.scalars(select(Message.subject).order_by(Message.id)))


def acts() -> list[str]:
    """Return the acts of the audit log, oldest first."""
    return list(db.session.scalars(select(Act.action).order_by(Act.id)))


def test_app_counts_only_once_its_code_was_typed(ada: Viewer) -> None:
    app = service.begin_app("Phone", by=ada)
    assert not queries.has_factor(app.person_id)
    with pytest.raises(Invalid):
        service.confirm_app(app.id, "000000", by=ada)
    assert not queries.has_factor(app.person_id)
    codes = service.confirm_app(app.id, code_of(service.secret_to_show(app)), by=ada)
    assert queries.has_factor(app.person_id)
    assert len(codes) == 10
    assert subjects() == ["A new way to sign in was added"]
    assert acts() == ["factors.added", "factors.codes_made"]


def test_secret_is_encrypted_and_never_shown_again(ada: Viewer) -> None:
    app = service.begin_app("Phone", by=ada)
    secret = service.secret_to_show(app)
    assert secret not in app.sealed_secret
    service.confirm_app(app.id, code_of(secret), by=ada)
    with pytest.raises(Conflict):
        service.secret_to_show(app)
    with pytest.raises(Conflict):
        service.confirm_app(app.id, code_of(secret, steps=1), by=ada)


def test_code_is_taken_once(ada: Viewer) -> None:
    secret, _codes = add_app(ada)
    assert service.use_code(ada.person_id or 0, code_of(secret)) == "totp"
    assert "was used already" in refusal(ada.person_id, code_of(secret))
    assert "was used already" in refusal(ada.person_id, code_of(secret, steps=-1))
    assert service.use_code(ada.person_id or 0, code_of(secret, steps=1)) == "totp"


def test_code_that_confirmed_the_app_signs_nobody_in(ada: Viewer) -> None:
    app = service.begin_app("Phone", by=ada)
    code = code_of(service.secret_to_show(app))
    service.confirm_app(app.id, code, by=ada)
    assert "was used already" in refusal(ada.person_id, code)


def test_code_is_taken_in_any_script_and_with_spaces(ada: Viewer) -> None:
    secret, _codes = add_app(ada)
    arabic = code_of(secret).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert service.use_code(ada.person_id or 0, f" {arabic[:3]} {arabic[3:]} ") == "totp"


def test_code_of_somebody_else_is_refused(ada: Viewer) -> None:
    secret, codes = add_app(ada)
    other = make_person("bob@example.org").id
    assert refusal(other, code_of(secret))
    assert refusal(other, codes[0])


def test_recovery_code_works_once_and_is_told_of(ada: Viewer) -> None:
    _secret, codes = add_app(ada)
    person_id = ada.person_id or 0
    assert service.use_code(person_id, codes[3].upper().replace("-", " ")) == "recovery"
    assert queries.codes_left(person_id) == 9
    assert "was used already" in refusal(person_id, codes[3])
    assert service.use_code(person_id, codes[4]) == "recovery"
    assert subjects()[1:] == ["A recovery code was used"] * 2
    assert acts()[2:] == ["factors.code_used"] * 2


def test_recovery_codes_are_kept_as_digests(ada: Viewer) -> None:
    _secret, codes = add_app(ada)
    kept = set(db.session.scalars(select(RecoveryCode.digest)))
    assert len(kept) == 10
    assert not kept & set(codes)


def test_new_codes_end_the_old_ones(ada: Viewer) -> None:
    _secret, old = add_app(ada)
    new = service.new_codes(by=ada)
    assert refusal(ada.person_id, old[0])
    assert service.use_code(ada.person_id or 0, new[0]) == "recovery"
    assert "New recovery codes were made" in subjects()


def test_codes_without_a_factor_are_refused(ada: Viewer) -> None:
    with pytest.raises(Conflict):
        service.new_codes(by=ada)


def test_second_app_brings_no_new_codes(ada: Viewer) -> None:
    add_app(ada)
    _secret, codes = add_app(ada, "Tablet")
    assert codes == ()
    assert queries.codes_left(ada.person_id or 0) == 10


def test_last_factor_stays_where_one_is_required(ada: Viewer) -> None:
    add_app(ada)
    add_app(ada, "Tablet")
    service.remove("app", 1, by=ada, is_required=True)
    with pytest.raises(Conflict):
        service.remove("app", 2, by=ada, is_required=True)
    assert queries.codes_left(ada.person_id or 0) == 10
    service.remove("app", 2, by=ada, is_required=False)
    assert not queries.has_factor(ada.person_id or 0)
    assert queries.codes_left(ada.person_id or 0) == 0
    assert subjects().count("A way to sign in was removed") == 2


def test_factors_of_others_are_not_there(ada: Viewer) -> None:
    add_app(ada)
    other = replace(ada, person_id=make_person("bob@example.org").id)
    with pytest.raises(NotFound):
        service.rename("app", 1, "Mine", by=other)
    with pytest.raises(NotFound):
        service.remove("app", 1, by=other, is_required=False)
    with pytest.raises(NotFound):
        service.confirm_app(1, "000000", by=other)
    with pytest.raises(NotFound):
        service.remove("passkey", 1, by=ada, is_required=False)
    assert queries.has_factor(ada.person_id or 0)


def test_name_is_changed(ada: Viewer) -> None:
    add_app(ada)
    service.rename("app", 1, "Old phone", by=ada)
    assert [app.name for app in queries.apps(viewer=ada)] == ["Old phone"]


def test_apps_begun_and_not_finished_are_forgotten_and_limited(ada: Viewer) -> None:
    for _ in range(10):
        service.begin_app("Phone", by=ada)
    with pytest.raises(Conflict):
        service.begin_app("Phone", by=ada)
    with transaction():
        for app in db.session.scalars(select(App)):
            app.created_at = now() - 2 * service.UNFINISHED
    service.begin_app("Phone", by=ada)
    assert len(db.session.scalars(select(App)).all()) == 1


def test_another_secret_key_ends_apps_and_says_so_but_not_recovery_codes(
    app: Flask, ada: Viewer
) -> None:
    secret, codes = add_app(ada)
    give(app, secret_key="another one " * 4)
    assert "the secret key of this site was changed" in refusal(ada.person_id, code_of(secret))
    assert not service.is_readable(queries.apps(viewer=ada)[0])
    assert service.use_code(ada.person_id or 0, codes[0]) == "recovery"


def test_what_is_sealed_lapses_and_cannot_be_forged(app: Flask) -> None:
    sealed = seal("plain")
    assert unseal(sealed) == "plain"
    assert unseal(sealed, seconds=-1) is None
    assert unseal(sealed[:-4] + "AAA=") is None
    assert unseal("") is None
    assert unseal("é") is None


def test_reset_removes_everything_and_tells_of_it(ada: Viewer) -> None:
    _secret, codes = add_app(ada)
    assert service.reset(ada.person_id or 0) == 1
    assert not queries.has_factor(ada.person_id or 0)
    assert refusal(ada.person_id, codes[0])
    assert subjects()[-1] == "Your second factors were removed"
    assert acts()[-1] == "factors.reset"


def test_one_of_two_factors_stays_when_both_are_removed_at_once(app: Flask) -> None:
    viewer = Viewer(person_id=make_person("ada@example.org").id)
    for name in ("Phone", "Tablet"):
        add_app(viewer, name)
    keys = [one.id for one in queries.apps(viewer=viewer)]
    db.session.remove()
    both, refused = Barrier(2), list[str]()

    def remove(key: int) -> None:
        with app.app_context():
            both.wait()
            try:
                service.remove(service.APP, key, by=viewer, is_required=True)
            except Conflict as problem:
                refused.append(problem.message)

    threads = [Thread(target=remove, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert queries.factor_count(viewer.person_id or 0) == 1
