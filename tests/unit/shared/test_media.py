"""Fetching what a customer sent, against a real HTTP server that tells the truth, lies, stalls or leads astray."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import httpx
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from local.serve import serve
from shared.app import App
from shared.errors import AgentError, GraphUnavailable, MediaGone, MediaUnusable, Permanent, Retryable
from shared.graph.hosts import media_link
from shared.graph.media import MOST_REDIRECTS, Fetched, Media, next_hop
from shared.graph.sniffing import MB
from tests.support.stages import StageApp

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
VOICE = b"\x00\x00\x00\x1cftypM4A \x00\x00\x02\x00" + bytes(200)
PAGE = b"<!DOCTYPE html><html><body>log in</body></html>"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Cdn:
    """Answers what the test says and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Handler = says(PNG)
        self.asked: list[web.Request] = []
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._handle)
        self.url = ""

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answer(request)


def says(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(
            body=body, status=status, headers={"Content-Type": "image/jpeg"} | (headers or {})
        )

    return answer


def leads(*steps: str) -> Handler:
    """From /0 over these addresses, each at its number's path."""

    async def answer(request: web.Request) -> web.StreamResponse:
        step = int(request.path.strip("/"))
        if step == len(steps):
            return await says(PNG)(request)
        return web.Response(status=302, headers={"Location": steps[step]})

    return answer


@pytest.fixture
async def cdn() -> AsyncIterator[Cdn]:
    cdn = Cdn()
    async with serve(cdn.app) as cdn.url:
        yield cdn


@pytest.fixture
async def media() -> AsyncIterator[Media]:
    media = Media()
    yield media
    await media.close()


async def refusal_of(cdn: Cdn, answer: Handler, within: float = 10.0) -> AgentError:
    cdn.answer = answer
    media = Media(within=within)
    with pytest.raises(AgentError) as refusal:
        await media.fetch(f"{cdn.url}/0?signature=secret")
    await media.close()
    assert "127.0.0.1" not in f"{refusal.value!r}{refusal.value.__cause__!r}"
    assert "secret" not in f"{refusal.value!r}{refusal.value.__cause__!r}"
    return refusal.value


async def test_what_is_there_comes_whole_and_its_bytes_say_what_it_is(cdn: Cdn, media: Media) -> None:
    for body, content_type in ((PNG, "image/png"), (VOICE, "audio/mp4"), (b"%PDF-1.7", "application/pdf")):
        cdn.answer = says(body)
        fetched = await media.fetch(f"{cdn.url}/0")
        assert (fetched.content_type, fetched.content) == (content_type, body)


def test_printing_it_shows_none_of_it() -> None:
    assert repr(Fetched("image/png", PNG)) == "Fetched(content_type='image/png')"


@pytest.mark.parametrize("said", ["text/html", "application/octet-stream", "video/mp4", "nonsense"])
async def test_the_header_is_not_believed(cdn: Cdn, media: Media, said: str) -> None:
    cdn.answer = says(PNG, headers={"Content-Type": said})
    assert (await media.fetch(f"{cdn.url}/0")).content_type == "image/png"


async def test_it_looks_like_a_browser_and_brings_neither_token_nor_cookies(cdn: Cdn, media: Media) -> None:
    cdn.answer = says(PNG, headers={"Set-Cookie": "seen=1; Path=/"})
    for _ in range(2):
        await media.fetch(f"{cdn.url}/0")
    for request in cdn.asked:
        assert request.headers["User-Agent"].startswith("Mozilla/5.0 ")
        assert not request.headers.keys() & {"Authorization", "Cookie", "Referer"}


async def test_nothing_of_it_is_logged(cdn: Cdn, media: Media, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="igshop"):
        await media.fetch(f"{cdn.url}/0?signature=secret")
    assert "secret" not in caplog.text


async def test_redirects_within_are_followed_as_often_as_is_usual(cdn: Cdn, media: Media) -> None:
    cdn.answer = leads("/1", f"{cdn.url}/2", "3")
    assert (await media.fetch(f"{cdn.url}/0")).content == PNG
    assert len(cdn.asked) == MOST_REDIRECTS + 1


async def test_one_more_is_too_many(cdn: Cdn) -> None:
    error = await refusal_of(cdn, leads("/1", "/2", "/3", "/4"))
    assert (type(error), str(error)) == (MediaUnusable, "too_many_redirects")
    assert len(cdn.asked) == MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "outside",
    [
        "http://169.254.169.254/metadata/identity",
        "https://evil.example/a",
        "https://www.instagram.com/accounts/login/",
        "//evil.example/a",
        "file:///etc/passwd",
        "https://lookaside.fbsbx.com@evil.example/",
    ],
)
async def test_a_redirect_that_leads_outside_is_not_followed(cdn: Cdn, outside: str) -> None:
    error = await refusal_of(cdn, leads("/1", outside))
    assert (type(error), str(error)) == (MediaUnusable, "elsewhere")
    assert len(cdn.asked) == 2


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:8080/admin", "http://localhost/", "//evil.example/a", "http:/a", "https://[fbsbx.com"],
)
def test_meta_does_not_lead_into_our_own_machine(location: str) -> None:
    with pytest.raises(MediaUnusable, match="elsewhere"):
        next_hop("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1", location)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://scontent.cdninstagram.com/v/1.jpg?oh=1", "https://scontent.cdninstagram.com/v/1.jpg?oh=1"),
        ("/other?a=1", "https://lookaside.fbsbx.com/other?a=1"),
        ("//scontent.fna.fbcdn.net/1", "https://scontent.fna.fbcdn.net/1"),
    ],
)
def test_meta_leads_on_to_meta(location: str, target: str) -> None:
    assert next_hop("https://lookaside.fbsbx.com/ig_messaging_cdn/", location) == target


@pytest.mark.parametrize(
    "address", ["https://evil.example/a.jpg", "", "http://10.0.0.1/", "https://fbsbx.com:8443/"]
)
async def test_an_address_elsewhere_is_never_called(media: Media, address: str) -> None:
    with pytest.raises(MediaUnusable, match="elsewhere"):
        await media.fetch(address)


@given(st.from_regex(r"https?://[!-~]{0,30}(fbsbx\.com|127\.0\.0\.1)[:/@\[\]#?!-~]{0,20}", fullmatch=True))
def test_the_client_calls_the_very_host_that_was_looked_at(address: str) -> None:
    """Two parsers read each address, the one that allows it and the one that calls it."""
    if media_link(address) is not None:
        try:
            called = httpx.URL(address).host
        except httpx.InvalidURL:
            return
        assert called == urlsplit(address).hostname


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (PAGE, "a_page"),
        (b"\n" * 50 + PAGE, "a_page"),
        (b"nothing known" * 20, "unknown_kind"),
        (b"", "unknown_kind"),
    ],
)
async def test_a_page_and_whatever_is_unknown_are_refused(cdn: Cdn, body: bytes, reason: str) -> None:
    error = await refusal_of(cdn, says(body))
    assert (type(error), str(error)) == (MediaUnusable, reason)


async def test_compressed_bytes_are_not_unpacked(cdn: Cdn) -> None:
    error = await refusal_of(
        cdn, says(b"\x1f\x8b\x08\x00" + bytes(100), headers={"Content-Encoding": "gzip"})
    )
    assert str(error) == "unknown_kind"
    assert cdn.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(("head", "most"), [(PNG, 8 * MB), (VOICE, 25 * MB)])
async def test_what_announces_too_much_is_not_read(cdn: Cdn, head: bytes, most: int) -> None:
    async def announce(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(most + 1)})
        await response.prepare(request)
        await response.write(head)
        await asyncio.Event().wait()
        return response

    error = await refusal_of(cdn, announce)
    assert (type(error), str(error)) == (MediaUnusable, "too_big")


async def test_what_announces_nothing_is_read_no_further_than_its_kind_may_be_long(cdn: Cdn) -> None:
    written = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        while True:
            await response.write(bytes(MB))
            written += 1

    error = await refusal_of(cdn, endless)
    assert (type(error), str(error)) == (MediaUnusable, "too_big")
    assert 8 <= written < 25


async def test_what_is_just_as_long_as_it_may_be_comes(cdn: Cdn, media: Media) -> None:
    cdn.answer = says(PNG.ljust(8 * MB, b"\x00"))
    assert len((await media.fetch(f"{cdn.url}/0")).content) == 8 * MB


@pytest.mark.parametrize("first", [b"", PNG], ids=["silent", "stalled"])
async def test_what_does_not_end_in_time_is_an_outage(cdn: Cdn, first: bytes) -> None:
    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(first)
        await asyncio.Event().wait()
        return response

    assert isinstance(await refusal_of(cdn, stall, within=0.1), GraphUnavailable)


async def test_what_breaks_off_is_an_outage_and_never_half_a_picture(cdn: Cdn) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(PNG)
        assert request.transport is not None
        request.transport.close()
        return response

    assert isinstance(await refusal_of(cdn, half), GraphUnavailable)


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    media = Media()
    with pytest.raises(GraphUnavailable):
        await media.fetch("http://127.0.0.1:1/a")
    await media.close()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (403, MediaGone),
        (404, MediaGone),
        (410, MediaGone),
        (400, MediaUnusable),
        (204, MediaUnusable),
        (304, MediaUnusable),
        (429, GraphUnavailable),
        (500, GraphUnavailable),
        (503, GraphUnavailable),
    ],
)
async def test_each_status_is_gone_unusable_or_an_outage(
    cdn: Cdn, status: int, expected: type[AgentError]
) -> None:
    error = await refusal_of(cdn, says(b"", status))
    assert type(error) is expected
    assert isinstance(error, Permanent) is not isinstance(error, Retryable)
    assert str(status) in str(error)


async def test_the_app_has_one_for_all_and_closes_it(cdn: Cdn) -> None:
    app = App(StageApp().settings)
    assert (await app.media.fetch(f"{cdn.url}/0")).content == PNG
    await app.close()
    with pytest.raises(RuntimeError, match="closed"):
        await app.media.fetch(f"{cdn.url}/0")


async def test_a_client_that_fetched_nothing_closes() -> None:
    await Media().close()
