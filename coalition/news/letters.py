"""The letters of the news, in words a person would use."""

from collections.abc import Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.news.entries import summary_of
from coalition.news.models import Post, Rhythm, Subscriber
from coalition.news.queries import CONFIRM_DAYS
from coalition.web.site import address_of, settings
from coalition.web.templating import show_date

MOST_TOLD = 30  # posts a letter shows; it says how many more there are


def confirm_letter(language: str, address: str) -> Letter:
    """Return the letter with the link that confirms an address."""
    with force_locale(language):
        return Letter(
            _("Confirm that you want the news"),
            (
                _("Hello,"),
                _(
                    "Someone, probably you, gave this address at %(site)s to get the news by "
                    "letter. To get them, open this page within %(days)d days and press the "
                    "button:",
                    site=settings().coalition_name,
                    days=CONFIRM_DAYS,
                ),
                address,
                _("If it was not you, do nothing: no more letters come."),
            ),
            language,
        )


def news_letter(subscriber: Subscriber, posts: Sequence[Post], name: str, token: str) -> Letter:
    """Return the letter that tells of news; by its token the letters are stopped."""
    with force_locale(subscriber.language):
        count = len(posts)
        subject = (
            posts[0].title
            if count == 1
            else ngettext("%(num)d piece of news", "%(num)d pieces of news", count)
        )
        stop = address_of("news.stop", token=token)
        return Letter(
            f"{settings().coalition_name}: {subject}",
            (
                _("Hello %(name)s,", name=name) if name else _("Hello,"),
                _("This is new at %(site)s:", site=settings().coalition_name),
                *(_told(post) for post in posts[:MOST_TOLD]),
                *_further(count - MOST_TOLD),
                _way_out(subscriber.rhythm, address_of("news.ask_to_stop", token=token)),
            ),
            subscriber.language,
            unsubscribe_url=stop,
        )


def _told(post: Post) -> str:
    """Return a post as lines: title, day, first words, address."""
    lines = (
        " ".join(post.title.split()),
        show_date(post.published_at),
        summary_of(post.text),
        address_of("news.detail", post_id=post.id),
    )
    return "\n".join(line for line in lines if line)


def _further(count: int) -> tuple[str, ...]:
    if count <= 0:
        return ()
    said = ngettext("And %(num)d more:", "And %(num)d more:", count)
    return (f"{said}\n{address_of('news.index')}",)


def _way_out(rhythm: Rhythm, address: str) -> str:
    if rhythm is Rhythm.DAILY:
        said = _("You get such a letter once a day at most, when there is news.")
    else:
        said = _("You get such a letter once a week at most, when there is news.")
    return f"{said} {_('To stop them:')}\n{address}"
