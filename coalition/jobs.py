"""What the worker does beside the pages: the kinds of work, the most urgent first, and what is looked at each minute."""

from functools import partial

from flask import Flask

from coalition.alerts import telling as alert_telling
from coalition.api import repeating
from coalition.config import Settings
from coalition.dois import service as dois
from coalition.feeds import pinging
from coalition.hubs import telling as hub_telling
from coalition.library import pictures, recognising, screening
from coalition.library import service as library
from coalition.mail import service as mail
from coalition.news import service as news
from coalition.news import telling as news_telling
from coalition.preservation import rounds
from coalition.preservation import telling as damage_telling
from coalition.privacy import retention
from coalition.programme import following
from coalition.records import announcing
from coalition.reports import reminding
from coalition.search import upkeep
from coalition.search.upkeep import Keeper
from coalition.tasks import Queue
from coalition.tokens import service as tokens
from coalition.usage import service as usage

FOLLOWERS = (pinging.note_stamped, dois.note_stamped)  # of what was announced, in other rooms


def make_queue(app: Flask, settings: Settings, keeper: Keeper) -> Queue:
    """Return the queue of this application with all it does; `keeper` is what keeps the index."""
    queue = Queue(settings.queue_url, settings.secret_key, app.app_context)
    add = queue.register
    add(upkeep.FORGET, keeper.forget, priority=40, batch=200, urgent=True)
    add(mail.KIND, mail.send, priority=30, pauses=mail.PAUSES, urgent=True)
    add(upkeep.INDEX, keeper.update, priority=20, batch=200, urgent=True)
    add(announcing.KIND, partial(announcing.announce, followers=FOLLOWERS), priority=18, batch=200)
    add(upkeep.REBUILD, keeper.rebuild_soon, priority=15)
    add(following.KIND, following.tell, priority=13)
    add(hub_telling.KIND, hub_telling.tell, priority=13)
    add(alert_telling.KIND, partial(alert_telling.tell, index=keeper.index), priority=12)
    add(news_telling.KIND, news_telling.tell, priority=12)
    add(reminding.KIND, reminding.remind, priority=12)
    add(damage_telling.TELLING, damage_telling.tell, priority=12)
    add(screening.SCREENING, screening.screen_files, priority=11, pauses=screening.PAUSES)
    add(library.READING, library.read_versions, priority=10, give_up=library.give_up_reading)
    add(pictures.DRAWING, pictures.draw_versions, priority=5)
    add(pinging.KIND, pinging.ping, priority=4, pauses=pinging.PAUSES)
    add(dois.KIND, dois.send, priority=3, pauses=dois.PAUSES)
    add(retention.KIND, retention.work, priority=1)
    add(recognising.RECOGNISING, recognising.recognise_versions, priority=0)
    add(rounds.KIND, rounds.compare, priority=-1)
    for look in (
        dois.note_due,
        announcing.note_due,
        tokens.warn_due,
        repeating.forget_old,
        screening.note_due,
        alert_telling.note_due,
        hub_telling.note_due,
        news_telling.note_due,
        news.announce_due,
        reminding.note_due,
        keeper.make_if_needed,
        retention.note_due,
        keeper.tidy,
        usage.tidy,
        rounds.note_due,
    ):
        queue.every_minute(look)
    return queue
