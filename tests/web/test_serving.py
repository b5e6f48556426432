"""Bodies over real sockets: what is too large is refused early, whatever way it is sent."""

import http.client
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from coalition.web.headers import headers_of_all
from coalition.web.logs import install_logs
from coalition.web.site import settings
from tests.conftest import Someone
from tests.web.serving import cookies_of, head, served

FORM = "multipart/form-data; boundary=x"
LIMIT_MB = 3
TOO_LARGE = "What was sent is larger than 3 MB, the most this site accepts at once."


@pytest.fixture(autouse=True)
def small_limit(app: Flask) -> None:
    """Let uploads of this test have 3 MB."""
    app.extensions["coalition.settings"] = replace(settings(), upload_max_mb=LIMIT_MB)


def part(name: str, content: bytes, *, is_file: bool = True) -> bytes:
    """Return one part of a form, with its boundary before it."""
    file_name = f'; filename="{name}.txt"' if is_file else ""
    described = f'--x\r\nContent-Disposition: form-data; name="{name}"{file_name}\r\n\r\n'
    return described.encode() + content + b"\r\n"


def test_too_large_a_body_is_refused_before_it_is_sent(app: Flask, representative: Someone) -> None:
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=10**12,
        Content_Type=FORM,
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        status, page = site.answer(connection)
    assert (status, TOO_LARGE in page) == (413, True)


def test_the_refusal_is_in_the_readers_language(app: Flask, representative: Someone) -> None:
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=10**9,
        Content_Type=FORM,
        Accept_Language="ar",
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        status, page = site.answer(connection)
    assert (status, '<html lang="ar" dir="rtl"' in page) == (413, True)


def test_a_browser_that_sends_on_is_read_from_and_sees_the_page(
    app: Flask, representative: Someone
) -> None:
    body = bytes(30_000_000)
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=len(body),
        Content_Type=FORM,
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        connection.sendall(body)  # as browsers do: all of it before they look for an answer
        status, page = site.answer(connection)
        assert connection.recv(1) == b""
    assert (status, TOO_LARGE in page) == (413, True)


def test_a_body_in_chunks_is_cut_when_it_passes_the_limit(
    app: Flask, representative: Someone
) -> None:
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Transfer_Encoding="chunked",
        Content_Type=FORM,
    )
    chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        for _ in range(20):
            connection.sendall(chunk)
        status, page = site.answer(connection)
    assert (status, TOO_LARGE in page) == (413, True)


@pytest.mark.parametrize(
    ("path", "expected"), [("/sign-in", 413), ("/library/", 403), ("/no-such-page", 404)]
)
def test_strangers_are_answered_without_their_body_being_read(
    app: Flask, path: str, expected: int
) -> None:
    with served(app) as site, site.connected() as connection:
        connection.sendall(head("POST", path, Content_Length=10**9, Content_Type=FORM))
        status, _page = site.answer(connection)
    assert status == expected


def test_files_of_strangers_are_never_written(app: Flask) -> None:
    body = part("files", bytes(2_000_000)) + b"--x--\r\n"
    request = head("POST", "/library/", Content_Length=len(body), Content_Type=FORM)
    with served(app) as site, site.connected() as connection:
        connection.sendall(request + body)
        assert site.answer(connection)[0] == 403
    assert not (settings().files_folder / "incoming").exists()


def test_curl_is_not_told_to_go_on_with_what_is_too_large(
    app: Flask, representative: Someone
) -> None:
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=10**9,
        Content_Type=FORM,
        Expect="100-continue",
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        status, _page = site.answer(connection)
    assert status == 413


def test_whoever_never_stops_sending_is_let_go_of(
    app: Flask, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coalition.web.serving.LINGER_SECONDS", 0.5)
    request = head("POST", "/library/", Content_Length=10**12, Content_Type=FORM)
    with served(app) as site, site.connected() as connection:
        connection.sendall(request)
        site.answer(connection)
        began = time.monotonic()
        with pytest.raises((ConnectionError, TimeoutError)):
            while time.monotonic() < began + 10:
                connection.sendall(bytes(1000))
                time.sleep(0.01)
    assert time.monotonic() - began < 5


def test_other_requests_go_on_as_ever(app: Flask) -> None:
    with served(app) as site, site.connected() as connection:
        for _ in range(2):  # on one connection
            connection.sendall(head("GET", "/healthz"))
            assert site.answer(connection)[0] in {200, 503}


def test_too_long_a_text_in_a_form_is_not_called_a_stale_form(
    app: Flask, representative: Someone
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    body = part("note", b"a" * 1_500_000, is_file=False) + b"--x--\r\n"
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=len(body),
        Content_Type=FORM,
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request + body)
        status, page = site.answer(connection)
    assert (status, "More text was sent than this form takes" in page) == (413, True)


def test_a_large_file_is_kept_without_filling_the_memory(
    app: Flask, representative: Someone
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), upload_max_mb=200)
    organisation = str(representative.organisation_id).encode()
    before = part("organisation", organisation, is_file=False) + part("files", b"Text. ")[:-2]
    after = b"\r\n--x--\r\n"
    piece, count = b"All of this is text. " * 50_000, 143  # 150 MB
    request = head(
        "POST",
        "/library/",
        cookies_of(representative.client),
        Content_Length=len(before) + len(piece) * count + len(after),
        Content_Type=FORM,
    )
    with served(app) as site, site.connected() as connection:
        connection.sendall(request + before)
        start = peak_memory(anew=True)
        for _ in range(count):
            connection.sendall(piece)
        connection.sendall(after)
        status, _page = site.answer(connection)
        grown = peak_memory() - start
    assert status == 303
    kept = [path for path in settings().files_folder.rglob("*") if path.is_file()]
    assert [path.stat().st_size for path in kept] == [len(piece) * count + 6]
    assert grown < 20_000_000


def peak_memory(*, anew: bool = False) -> int:
    """Return the most memory this process had, in bytes, since it was last measured anew."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")  # of proc(5): resets the peak
    line = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert line is not None
    return int(line[1]) * 1024


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX: y\r\n Content-Length: 5\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused_with_the_headers_of_all_answers(
    app: Flask, capsys: pytest.CaptureFixture[str], sent: bytes, status: int
) -> None:
    install_logs()
    with served(app) as site, site.connected() as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = answer.read().decode()
    number = answer.headers["X-Request-ID"]
    always = headers_of_all(over_https=False)
    assert answer.status == status
    assert {name: answer.headers[name] for name in always} == always
    assert (answer.headers["Server"], answer.headers["Cache-Control"]) == (None, "no-store")
    assert body.endswith(f"\r\n\r\nReference: {number}\r\n")
    assert "waitress" not in body
    assert f'"request_id": "{number}"' in capsys.readouterr().err
