"""Fetching what a merchant names, against real HTTP servers; what names mean is told by the test."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from aiohttp import web

from shared.errors import SourceUnavailable, SourceUnusable
from shared.fetching import MOST_REDIRECTS, Fetcher, Found
from tests.support.site import PAGE, WANTED, Site, a_site, certificate_for, leads_to, says, serve_tls


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with a_site() as site:
        yield site


async def test_a_page_comes_whole_with_what_its_header_says(site: Site) -> None:
    found = await site.fetch("/a?b=c#d")
    assert found == Found(f"http://shop.example:{site.port}/a?b=c#d", "text/html", "utf-8", PAGE)
    (asked,) = site.asked
    assert (asked.path_qs, asked.host) == ("/a?b=c", f"shop.example:{site.port}")
    assert not asked.headers.keys() & {"Authorization", "Cookie", "Referer"}


async def test_the_address_that_was_checked_is_the_one_that_is_called(site: Site) -> None:
    """A name that leads elsewhere the second time is never looked up a second time."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    assert (await site.fetch(resolve=rebinding)).content == PAGE
    assert next(answers) == ["169.254.169.254"]


@pytest.mark.parametrize(
    "places",
    [
        ["127.0.0.2"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["127.0.0.1", "10.0.0.1"],
    ],
    ids=" ".join,
)
async def test_a_name_that_leads_into_a_private_network_is_not_called(site: Site, places: list[str]) -> None:
    site.names["shop.example"] = places
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == "private_address"
    assert not site.asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "0",
    ],
)
async def test_this_machine_by_any_spelling_is_known_by_the_systems_resolver(site: Site, host: str) -> None:
    with pytest.raises(SourceUnusable) as refusal:
        await Fetcher(plain_http=True, ports=(site.port,)).fetch(f"http://{host}:{site.port}/", WANTED)
    assert refusal.value.reason == "private_address"
    assert not site.asked


BAD = {
    "": "no_address",
    "shop.example": "no_address",
    "file:///etc/passwd": "no_address",
    "gopher://shop.example/": "no_address",
    "https://": "no_address",
    "https:///path": "no_address",
    "https://shop.example:port/": "no_address",
    "https://shop.example:99999/": "port",
    "https://shop.example:22/": "port",
    "https://shop.example:0/": "port",
    "https://shop.example\\@127.0.0.1/": "no_address",
    "https://127.0.0.1\\@shop.example/": "no_address",
    "https://shop.example @127.0.0.1/": "no_address",
    "https://shop.example\n/": "no_address",
    "https://shop%2eexample/": "no_address",
    "https://１２７.０.０.１/": "no_address",
    "https://[::1/": "no_address",
    "https://0177.0.0.1/": "no_address",
    "https://shop.example@127.0.0.1/": "user_name",
    "https://shop:secret@shop.example/": "user_name",
    "https://@shop.example/": "user_name",
    "https://nowhere.example/": "unknown_host",
    f"https://{'a' * 70}.example/": "unknown_host",
    f"https://shop.example/{'a' * 2048}": "no_address",
}


@pytest.mark.parametrize("address", BAD, ids=lambda address: address[:40])
async def test_what_is_no_address_to_be_called_is_refused_with_its_reason(site: Site, address: str) -> None:
    error = await site.refusal(address or " ")
    assert isinstance(error, SourceUnusable)
    assert error.reason == BAD[address]
    assert "secret" not in str(error)
    assert not site.asked


async def test_a_name_that_no_resolver_can_spell_is_unknown(site: Site) -> None:
    with pytest.raises(SourceUnusable) as refusal:
        await Fetcher().fetch(f"https://{'a' * 70}.example/", WANTED)
    assert refusal.value.reason == "unknown_host"


async def test_http_is_taken_only_where_the_caller_takes_it(site: Site) -> None:
    error = await site.refusal(plain_http=False)
    assert isinstance(error, SourceUnusable)
    assert error.reason == "not_https"


async def test_a_name_in_arabic_letters_is_looked_up_in_its_ascii_form(site: Site) -> None:
    site.names["xn--pgbep1f.example"] = ["127.0.0.1"]
    found = await site.fetcher().fetch(f"http://متجر.example:{site.port}/أسئلة", WANTED)
    assert found.content == PAGE
    assert site.asked[0].host == f"xn--pgbep1f.example:{site.port}"
    assert site.asked[0].path == "/أسئلة"


async def test_an_address_that_does_not_answer_is_followed_by_the_next(site: Site) -> None:
    site.names["shop.example"] = ["127.0.0.9", "127.0.0.1"]
    assert (await site.fetch(may_call=lambda _: True)).content == PAGE


async def test_a_server_that_is_not_there_may_be_later(site: Site) -> None:
    site.names["shop.example"] = ["127.0.0.9"]
    assert isinstance(await site.refusal(may_call=lambda _: True), SourceUnavailable)


async def test_a_resolver_in_trouble_may_be_well_later(site: Site) -> None:
    async def ill(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    assert isinstance(await site.refusal(resolve=ill), SourceUnavailable)


ELSEWHERE = {
    "http://169.254.169.254/metadata/identity": "private_address",
    "//metadata.example/": "private_address",
    "http://[::ffff:169.254.169.254]/": "private_address",
    "https://shop.example@metadata.example/": "user_name",
    "file:///etc/passwd": "no_address",
    "http://shop.example:6379/": "port",
}


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_a_redirect_is_judged_like_the_first_address(site: Site, target: str) -> None:
    site.names |= {
        "metadata.example": ["169.254.169.254"],
        "169.254.169.254": ["169.254.169.254"],
        "::ffff:169.254.169.254": ["::ffff:169.254.169.254"],
    }
    site.answer = leads_to(target)
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == ELSEWHERE[target]
    assert len(site.asked) == 1


async def test_a_redirect_to_no_address_at_all_is_no_page(site: Site) -> None:
    site.answer = leads_to("http://[::1/")
    assert isinstance(await site.refusal(), SourceUnavailable)


async def test_redirects_are_followed_to_another_name_of_the_same_server_without_its_cookies(
    site: Site,
) -> None:
    site.names["www.shop.example"] = ["127.0.0.1"]

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.host.startswith("www."):
            return await says(PAGE)(request)
        target = f"http://www.shop.example:{site.port}/الأسئلة"
        return web.Response(status=301, headers={"Location": target, "Set-Cookie": "a=b; Path=/"})

    site.answer = answer
    assert (await site.fetch()).content == PAGE
    assert [asked.headers.get("Cookie") for asked in site.asked] == [None, None]


async def test_five_redirects_are_followed_and_no_sixth(site: Site) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        left = int(request.path.strip("/"))
        return await (leads_to(f"/{left - 1}") if left else says(PAGE))(request)

    site.answer = answer
    assert (await site.fetch(f"/{MOST_REDIRECTS}")).content == PAGE
    with pytest.raises(SourceUnusable) as refusal:
        await site.fetch(f"/{MOST_REDIRECTS + 1}")
    assert refusal.value.reason == "too_many_redirects"


async def test_an_https_page_does_not_lead_to_an_http_one(site: Site, tmp_path: Path) -> None:
    server, client = certificate_for("shop.example", tmp_path)
    site.answer = leads_to(f"http://shop.example:{site.port}/")
    async with serve_tls(site, server) as port:
        error = await site.refusal(
            f"https://shop.example:{port}/", ports=(site.port, port), plain_http=False, trust=client
        )
    assert isinstance(error, SourceUnusable)
    assert error.reason == "not_https"


async def test_a_certificate_must_be_for_the_name_and_not_for_the_address(site: Site, tmp_path: Path) -> None:
    server, client = certificate_for("shop.example", tmp_path)
    site.names["other.example"] = ["127.0.0.1"]
    async with serve_tls(site, server) as port:
        fetcher = site.fetcher(ports=(port,), trust=client)
        assert (await fetcher.fetch(f"https://shop.example:{port}/", WANTED)).content == PAGE
        with pytest.raises(SourceUnavailable):
            await fetcher.fetch(f"https://other.example:{port}/", WANTED)
    assert [asked.host for asked in site.asked] == [f"shop.example:{port}"]


UNUSABLE = {
    "gone": says(PAGE, status=404),
    "forbidden": says(PAGE, status=403),
    "status": says(PAGE, status=418),
    "kind": says(PAGE, kind="application/pdf"),
    "too_big": says(b"x" * (WANTED.most + 1)),
    "packed": says(PAGE, Content_Encoding="br"),
}


@pytest.mark.parametrize("reason", UNUSABLE)
async def test_an_answer_that_cannot_be_used_says_why(site: Site, reason: str) -> None:
    site.answer = UNUSABLE[reason]
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == reason


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_a_server_in_trouble_may_answer_later(site: Site, status: int) -> None:
    site.answer = says(PAGE, status=status)
    assert isinstance(await site.refusal(), SourceUnavailable)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(PAGE), gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), gzip.compress(PAGE, 0)],
    ids=["one", "two members", "stored"],
)
async def test_a_packed_page_comes_unpacked(site: Site, body: bytes) -> None:
    site.answer = says(body, Content_Encoding="gzip")
    assert (await site.fetch()).content == PAGE


@pytest.mark.parametrize("size", [65_536, 65_537, 99_999, 100_000])
async def test_a_packed_page_of_just_a_pieces_size_is_whole(site: Site, size: int) -> None:
    site.answer = says(gzip.compress(b"a" * size), Content_Encoding="gzip")
    assert len((await site.fetch()).content) == size


async def test_a_small_answer_that_unpacks_to_a_flood_is_stopped_early(site: Site) -> None:
    """A hundred megabytes of zeros are a hundred kilobytes on the way."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    site.answer = says(bomb, Content_Encoding="gzip")
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == "too_big"


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(PAGE, mtime=0) + b"more"])
async def test_what_is_packed_otherwise_than_said_is_unusable(site: Site, body: bytes) -> None:
    site.answer = says(body, Content_Encoding="gzip")
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == "packed"


async def test_a_packed_page_that_breaks_off_is_not_taken_for_a_whole_one(site: Site) -> None:
    site.answer = says(gzip.compress(PAGE)[:-9], Content_Encoding="gzip")
    assert isinstance(await site.refusal(), SourceUnavailable)


async def test_a_server_that_drips_for_ever_is_left(site: Site) -> None:
    gone = asyncio.Event()

    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        try:
            while True:
                await response.write(b".")
                await asyncio.sleep(0.01)
        finally:
            gone.set()

    site.answer = drips
    assert isinstance(await site.refusal(within=0.2), SourceUnavailable)
    await gone.wait()


async def test_a_stream_that_never_ends_is_left_when_it_is_too_big(site: Site) -> None:
    async def pours(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    site.answer = pours
    error = await site.refusal()
    assert isinstance(error, SourceUnusable)
    assert error.reason == "too_big"


async def test_what_breaks_off_may_come_whole_later(site: Site) -> None:
    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    site.answer = breaks
    assert isinstance(await site.refusal(), SourceUnavailable)


@pytest.mark.parametrize("status", [200, 302, 410, 503])
async def test_a_post_brings_back_the_status_and_follows_nothing(site: Site, status: int) -> None:
    site.answer = says(b"not read", status=status, Location="/elsewhere", Retry_After="7")
    answered = await site.fetcher().post(f"http://shop.example:{site.port}/hook", b"body", {"X-Told": "yes"})
    assert (answered.status, answered.retry_after) == (status, "7")
    (asked,) = site.asked
    assert (asked.method, asked.path, asked.headers["X-Told"]) == ("POST", "/hook", "yes")
    assert asked.host == f"shop.example:{site.port}"


async def test_nothing_is_posted_into_our_own_network(site: Site) -> None:
    site.names["shop.example"] = ["127.0.0.1", "10.0.0.1"]
    with pytest.raises(SourceUnusable) as refusal:
        await site.fetcher().post(f"http://shop.example:{site.port}/", b"body", {})
    assert (refusal.value.reason, site.asked) == ("private_address", [])
