"""How letters leave: into a folder by default, by SMTP when MAIL_URL says so."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from coalition.config import LOCAL_HOSTS
from coalition.database import now

SECONDS = 20


class _InOnePiece(UnstructuredHeader, BaseHeader):
    """A header that holds an address; Python would encode a long one, which no mailbox can follow."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header as one line, of which 998 characters are allowed (RFC 5322)."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _InOnePiece)
POLICY = default.clone(header_factory=_headers)


class Away(Exception):
    """Nobody takes letters at the moment; the message says why. Not this letter is to blame."""


class Delivery(Protocol):
    """Something that takes a letter away, or raises Away, or OSError or SMTPException for this one."""

    def send(self, letter: EmailMessage) -> None:
        """Take one letter away."""


class FolderDelivery:
    """Writes each letter to a file of its own, to be read on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: EmailMessage) -> None:
        """Write the letter as an .eml file named after its time and address."""
        stamp = now().strftime("%Y%m%dT%H%M%S.%f")
        address = "".join(c if c.isalnum() or c in "@.-+" else "_" for c in str(letter["To"]))
        path = self._folder / f"{stamp}-{address[:80]}.eml"
        new = path.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(letter.as_bytes())
            new.replace(path)
        except OSError as problem:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise Away(f"{self._folder}: {problem.strerror}") from problem


class SmtpDelivery:
    """Hands each letter to an SMTP server: smtps:// in TLS, smtp:// after STARTTLS.

    On this machine smtp:// does without where none is offered; elsewhere only smtp+plain:// does.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter over."""
        with self._connected() as server:
            server.send_message(letter)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a server that takes letters from us. Raises Away."""
        with ExitStack() as stack:
            try:
                server = stack.enter_context(self._connect())
                server.ehlo()
                if self._url.scheme == "smtp":
                    self._encrypt(server)
                if self._url.username:
                    server.login(unquote(self._url.username), unquote(self._url.password or ""))
            except OSError as problem:  # what smtplib raises is of this kind too
                raise Away(f"{type(problem).__name__}: {problem}") from problem
            yield server

    def _encrypt(self, server: smtplib.SMTP) -> None:
        """Go on encrypted. Raises SMTPNotSupportedError where the letter would cross a network open."""
        if server.has_extn("starttls") or self._url.hostname not in LOCAL_HOSTS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=SECONDS, context=context)
        return smtplib.SMTP(host, self._url.port or 25, timeout=SECONDS)


def delivery_for(url: str) -> Delivery:
    """Return the delivery that a MAIL_URL names."""
    if url.startswith("file:"):
        return FolderDelivery(Path(urlsplit(url).path))
    return SmtpDelivery(url)


def letter(
    sender: str, to: str, subject: str, body: str, language: str, unsubscribe_url: str = ""
) -> EmailMessage:
    """Return a plain-text letter with the headers that well-behaved mail has.

    With `unsubscribe_url` mail programs show a button of their own that stops such letters
    (RFC 8058).
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    message["Content-Language"] = language  # after the content, which clears such headers
    return message
