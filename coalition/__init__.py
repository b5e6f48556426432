"""Coalition: the home of a dynamic coalition. create_app() is its table of contents."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from coalition import cli, home
from coalition.accounts import queries as account_queries
from coalition.accounts import views as accounts
from coalition.accounts.throttle import throttle_address
from coalition.alerts import views as alerts
from coalition.api import bearer
from coalition.api import views as api
from coalition.api.answers import refuse
from coalition.api.ground import install_after_gate, install_before_gate
from coalition.audit import views as audit
from coalition.bags import views as bags
from coalition.config import Settings, read_settings
from coalition.database import db
from coalition.discovery import views as discovery
from coalition.dois import views as dois
from coalition.feeds import pinging
from coalition.feeds import views as feeds
from coalition.harvest import views as harvest
from coalition.hubs import views as hubs
from coalition.jobs import make_queue
from coalition.library import originals
from coalition.library import views as library
from coalition.library.indexing import Documents
from coalition.library.kinds import kind_label
from coalition.library.queries import documents_of
from coalition.library.texts import page_texts
from coalition.library.unread import unread_count
from coalition.members import views as members
from coalition.members.entries import Organisations
from coalition.news import views as news
from coalition.news.entries import Posts
from coalition.preservation import views as preservation
from coalition.privacy import views as privacy
from coalition.programme import views as programme
from coalition.programme.indexing import Sessions, TiedSessions
from coalition.programme.kinds import found_kind_label
from coalition.programme.queries import sessions_of_documents
from coalition.questions import views as questions
from coalition.records import announcing
from coalition.records import views as records
from coalition.records.identifiers import names_of
from coalition.reports import views as reports
from coalition.search import views as search
from coalition.search.index import Index
from coalition.search.running import current_keeper, install_keeper
from coalition.search.turning import current_generation
from coalition.search.upkeep import Keeper
from coalition.sessions import views as sessions
from coalition.state import figures
from coalition.state import views as state
from coalition.tasks import install_queue
from coalition.tokens import views as tokens
from coalition.usage import views as usage
from coalition.web.addresses import install_addresses
from coalition.web.answers import install_answers
from coalition.web.assets import install_assets
from coalition.web.bodies import FIELD_BYTES, install_bodies
from coalition.web.clocks import install_clocks
from coalition.web.cookies import install_cookies
from coalition.web.gate import install_gate
from coalition.web.hooks import Hooks, install_hooks
from coalition.web.hosts import install_hosts
from coalition.web.languages import install_languages
from coalition.web.limits import install_limits
from coalition.web.logs import install_logs
from coalition.web.metrics import GAUGES, install_metrics
from coalition.web.outages import install_outages
from coalition.web.passage import Site, install_passage
from coalition.web.templating import install_templating

HOOKS = Hooks(
    find_viewer=bearer.find_viewer,
    count_try=throttle_address,
    begin_arrival=originals.arrival,
    refuse_program=refuse,
    names_of_people=account_queries.names_of,
    people_called=account_queries.people_called,
    documents_of_member=documents_of,
    unread_count=unread_count,
    sessions_of_documents=sessions_of_documents,
    names_of_document=names_of,
    cited=records.cited,
    usage_of_document=usage.shown_of,
    record_of_page=records.record_of_page,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or for those of the environment.

    Raises UnsafeSettings with a sentence when a setting is missing, malformed or unsafe.
    """
    settings = settings or read_settings()
    app = Site(__name__, instance_path=str(settings.instance))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # what was typed stays out of logs
        MAX_FORM_MEMORY_SIZE=FIELD_BYTES,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_most_days),
        # What is answered late must not bring back what the browser held before.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="__Host-coalition" if settings.over_https else "coalition",
        SESSION_COOKIE_SECURE=settings.over_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Not all browsers tell the page they come from; web/hosts.py asks for its origin.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as the session it was made in
        TEMPLATES_AUTO_RELOAD=False,
        ALEMBIC={"script_location": "migrations"},
        ALEMBIC_CONTEXT={"transactional_ddl": True},  # see commands/migrating.py
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]

    settings.instance.mkdir(parents=True, exist_ok=True)
    app.extensions["coalition.settings"] = settings
    install_hooks(app, HOOKS)
    db.init_app(app)
    cli.migrations.init_app(app)
    install_logs()
    install_addresses(app)
    install_assets(app)
    install_languages(app)
    install_templating(app)
    install_clocks(app)
    install_hosts(app)
    install_cookies(app)
    accounts.install_sign_in(app)
    install_before_gate(app)
    install_gate(app)
    install_limits(app)
    install_bodies(app)
    install_after_gate(app, CSRFProtect(app))  # looks into forms, so it comes after the gate
    accounts.install_proof(app)
    install_answers(app)
    install_outages(app)
    install_metrics(app)
    install_passage(app, settings)

    index = Index(settings.index_folder, texts=page_texts, current=current_generation)
    keeper = Keeper(
        index,
        {
            "document": Documents(TiedSessions()),
            "session": Sessions(),
            "organisation": Organisations(),
            "post": Posts(),
        },
        partial(_keeper_elsewhere, settings),
        told=(announcing.note_changed, pinging.note_changed),
    )
    install_keeper(app, keeper)
    install_queue(app, make_queue(app, settings, keeper))
    app.extensions[GAUGES] |= figures.GAUGES
    app.jinja_env.filters.update(kind_label=partial(found_kind_label, kind_label))

    for room in (
        home,
        state,
        audit,
        accounts,
        tokens,
        members,
        library,
        search,
        alerts,
        programme,
        hubs,
        questions,
        reports,
        sessions,
        news,
        records,
        harvest,
        feeds,
        dois,
        usage,
        discovery,
        privacy,
        preservation,
        bags,
        api,
    ):
        app.register_blueprint(room.blueprint)
    usage.install_usage(app)
    cli.install_commands(app)
    return app


@contextmanager
def _keeper_elsewhere(settings: Settings) -> Iterator[Keeper]:
    """Give, in a process of its own, what keeps the index of the application of these settings."""
    app = _application(settings)
    with app.app_context():
        yield current_keeper()


_application = cache(create_app)  # made once a process, however many parts it reads
