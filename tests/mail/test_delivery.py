"""Letters leave into a folder or by a real SMTP server."""

import email
import socket
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from coalition.mail import delivery
from coalition.mail.delivery import Away, delivery_for, letter


class Postbox:
    """What an SMTP server received."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep a letter."""
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A running SMTP server's postbox and its address."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def sample() -> email.message.EmailMessage:
    """A letter with words beyond ASCII."""
    return letter("dc@example.org", "a@example.org", "Votre demande", "Approuvée.\n", "fr")


def test_smtp_delivery_hands_the_letter_over(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    delivery_for(url).send(sample())
    assert [envelope.rcpt_tos for envelope in box.received] == [["a@example.org"]]
    content = box.received[0].content
    assert isinstance(content, bytes)
    received = email.message_from_bytes(content, policy=policy.default)
    assert received["Subject"] == "Votre demande"
    assert received["Content-Language"] == "fr"
    assert received.get_content().replace("\r\n", "\n") == "Approuvée.\n"


def test_letter_that_comes_again_says_how_to_stop_it_in_one_piece(
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    address = f"https://the-long-name-of-a-coalition.example.org/search/saved/stop/{'x' * 43}"
    delivery_for(url).send(
        letter("dc@example.org", "a@example.org", "New", "New.\n", "en", address)
    )
    content = box.received[0].content
    assert isinstance(content, bytes)
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in content
    received = email.message_from_bytes(content, policy=policy.default)
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_other_letters_do_not_speak_of_unsubscribing() -> None:
    assert [name for name in sample() if name.startswith("List-")] == []


def test_letter_crosses_no_network_unencrypted_but_by_name(
    postbox: tuple[Postbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, url = postbox
    monkeypatch.setattr(delivery, "LOCAL_HOSTS", {"localhost"})  # so this machine is another one
    with pytest.raises(Away, match="STARTTLS"):
        delivery_for(url).send(sample())
    assert box.received == []
    delivery_for(url.replace("smtp:", "smtp+plain:")).send(sample())
    assert len(box.received) == 1


def test_smtp_server_that_is_away_raises() -> None:
    with pytest.raises(Away, match="refused"):
        delivery_for("smtp://127.0.0.1:1").send(sample())


def test_folder_delivery_writes_one_file_a_letter(tmp_path: Path) -> None:
    into_folder = delivery_for(f"file://{tmp_path}/mail")
    into_folder.send(sample())
    into_folder.send(sample())
    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 2
    written = email.message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (written["To"], written["Auto-Submitted"]) == ("a@example.org", "auto-generated")
    assert written.get_content() == "Approuvée.\n"


def test_folder_delivery_never_follows_a_path_in_an_address(tmp_path: Path) -> None:
    strange = letter("dc@example.org", "../../x@example.org", "Hello", "Hello\n", "en")
    delivery_for(f"file://{tmp_path}/mail").send(strange)
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]
