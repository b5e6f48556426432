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
from coalition.alerts import telling
from coalition.alerts import views as alerts
from coalition.api import bearer, repeating
from coalition.api import views as api
from coalition.api.ground import install_after_gate, install_before_gate
from coalition.audit import views as audit
from coalition.bags import views as bags
from coalition.config import Settings, read_settings
from coalition.database import db
from coalition.discovery import views as discovery
from coalition.dois import service as doi_service
from coalition.dois import views as dois
from coalition.feeds import pinging
from coalition.feeds import views as feeds
from coalition.harvest import views as harvest
from coalition.hubs import telling as hub_telling
from coalition.hubs import views as hubs
from coalition.library import originals, pictures, recognising, screening
from coalition.library import service as library_service
from coalition.library import views as library
from coalition.library.indexing import Documents
from coalition.library.kinds import kind_label
from coalition.library.queries import documents_of
from coalition.library.texts import page_texts
from coalition.library.unread import unread_count
from coalition.mail import service as mail
from coalition.members import views as members
from coalition.members.entries import Organisations
from coalition.news import service as news_service
from coalition.news import telling as news_telling
from coalition.news import views as news
from coalition.news.entries import Posts
from coalition.preservation import rounds
from coalition.preservation import telling as damage_telling
from coalition.preservation import views as preservation
from coalition.privacy import retention
from coalition.privacy import views as privacy
from coalition.programme import following
from coalition.programme import views as programme
from coalition.programme.indexing import Sessions, TiedSessions
from coalition.programme.kinds import found_kind_label
from coalition.programme.queries import sessions_of_documents
from coalition.questions import views as questions
from coalition.records import announcing
from coalition.records import views as records
from coalition.records.identifiers import names_of
from coalition.reports import reminding as report_reminding
from coalition.reports import views as reports
from coalition.search import upkeep
from coalition.search import views as search
from coalition.search.index import Index
from coalition.search.turning import current_generation
from coalition.search.upkeep import Keeper
from coalition.sessions import views as sessions
from coalition.state import figures
from coalition.state import views as state
from coalition.tasks import Queue
from coalition.tokens import service as tokens_service
from coalition.tokens import views as tokens
from coalition.usage import service as usage_service
from coalition.usage import views as usage
from coalition.web.addresses import install_addresses
from coalition.web.answers import install_answers
from coalition.web.assets import install_assets
from coalition.web.bodies import ARRIVAL, FIELD_BYTES, install_bodies
from coalition.web.clocks import install_clocks
from coalition.web.cookies import install_cookies
from coalition.web.gate import install_gate
from coalition.web.hosts import install_hosts
from coalition.web.languages import install_languages
from coalition.web.limits import COUNT, install_limits
from coalition.web.logs import install_logs
from coalition.web.metrics import GAUGES, install_metrics
from coalition.web.outages import install_outages
from coalition.web.passage import Site, install_passage
from coalition.web.templating import install_templating
from coalition.web.viewing import FIND_VIEWER


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
    app.extensions[COUNT] = throttle_address
    app.extensions[FIND_VIEWER] = bearer.find_viewer
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
    queue = Queue(settings.queue_url, settings.secret_key, app.app_context)
    queue.register(upkeep.FORGET, keeper.forget, batch=200, priority=40, urgent=True)
    queue.register(mail.KIND, mail.send, priority=30, pauses=mail.PAUSES, urgent=True)
    queue.register(upkeep.INDEX, keeper.update, batch=200, priority=20, urgent=True)
    queue.register(upkeep.REBUILD, keeper.rebuild_soon, priority=15)
    announce = partial(
        announcing.announce, followers=(pinging.note_stamped, doi_service.note_stamped)
    )
    queue.register(announcing.KIND, announce, batch=200, priority=18)
    queue.register(pinging.KIND, pinging.ping, priority=4, pauses=pinging.PAUSES)
    queue.register(doi_service.KIND, doi_service.send, priority=3, pauses=doi_service.PAUSES)
    queue.every_minute(doi_service.note_due)
    queue.every_minute(announcing.note_due)
    queue.every_minute(tokens_service.warn_due)
    queue.every_minute(repeating.forget_old)
    queue.register(
        library_service.READING,
        library_service.read_versions,
        priority=10,
        give_up=library_service.give_up_reading,
    )
    queue.register(
        screening.SCREENING, screening.screen_files, priority=11, pauses=screening.PAUSES
    )
    queue.every_minute(screening.note_due)
    queue.register(telling.KIND, partial(telling.tell, index=index), priority=12)
    queue.every_minute(telling.note_due)
    queue.register(following.KIND, following.tell, priority=13)
    queue.register(hub_telling.KIND, hub_telling.tell, priority=13)
    queue.every_minute(hub_telling.note_due)
    queue.register(news_telling.KIND, news_telling.tell, priority=12)
    queue.every_minute(news_telling.note_due)
    queue.every_minute(news_service.announce_due)
    queue.register(report_reminding.KIND, report_reminding.remind, priority=12)
    queue.every_minute(report_reminding.note_due)
    queue.every_minute(keeper.make_if_needed)
    queue.register(retention.KIND, retention.work, priority=1)
    queue.every_minute(retention.note_due)
    queue.every_minute(keeper.tidy)
    queue.every_minute(usage_service.tidy)
    queue.register(rounds.KIND, rounds.compare, priority=-1)
    queue.every_minute(rounds.note_due)
    queue.register(damage_telling.TELLING, damage_telling.tell, priority=12)
    queue.register(pictures.DRAWING, pictures.draw_versions, priority=5)
    queue.register(recognising.RECOGNISING, recognising.recognise_versions, priority=0)
    app.extensions["coalition.queue"] = queue
    app.extensions["coalition.index"] = index
    app.extensions["coalition.keeper"] = keeper
    app.extensions[audit.NAMES_OF] = account_queries.names_of
    app.extensions[audit.CALLED] = account_queries.people_called
    app.extensions["coalition.documents_of"] = documents_of
    app.extensions["coalition.sessions_of"] = sessions_of_documents
    app.extensions["coalition.cited"] = records.cited
    app.extensions["coalition.record_of_page"] = records.record_of_page
    app.extensions["coalition.names_of"] = names_of
    app.extensions["coalition.unread_count"] = unread_count
    app.extensions["coalition.usage_of"] = usage.shown_of
    app.extensions[ARRIVAL] = originals.arrival
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
        keeper: Keeper = app.extensions["coalition.keeper"]
        yield keeper


_application = cache(create_app)  # made once a process, however many parts it reads
