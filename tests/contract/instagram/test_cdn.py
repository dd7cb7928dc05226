"""What customers sent lies at addresses that look like media: what comes from them, in good order and in bad."""

import io
import wave
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from local.instagram import samples
from local.instagram.cdn import LARGE, MediaFault
from tests.support.instagram import CUSTOMER, World, running

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"}
PNG = samples.png()


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(headers=BROWSER) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(PNG, "image/png"), (samples.jpeg(), "image/jpeg"), (samples.wav(), "audio/wav")],
)
async def test_a_browser_gets_the_bytes_under_their_own_type(
    world: World, browser: httpx.AsyncClient, body: bytes, content_type: str
) -> None:
    url = world.instagram.put_media(body, content_type)
    answer = await browser.get(url)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, content_type, body)
    (fetched,) = world.instagram.media_fetched
    assert (fetched.name, fetched.status, fetched.sent) == (url.rpartition("/")[2], 200, len(body))


async def test_a_message_carries_the_address(world: World, browser: httpx.AsyncClient) -> None:
    url = world.instagram.put_media(PNG, "image/png")
    picture = {"type": "image", "payload": {"url": url}}
    await world.instagram.customer_says(CUSTOMER, None, attachments=[picture])

    message = world.receiver.received[0].items[0]["message"]
    assert message["attachments"] == [picture]
    assert "text" not in message
    assert (await browser.get(message["attachments"][0]["payload"]["url"])).content == PNG


@pytest.mark.parametrize("agent", ["python-httpx/0.28", "IG-Shop-Agent", "", "facebookexternalhit/1.1"])
async def test_what_is_no_browser_gets_a_page_in_place_of_the_picture(world: World, agent: str) -> None:
    url = world.instagram.put_media(PNG, "image/png")
    answer = await world.graph.get(url, headers={"User-Agent": agent})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert world.instagram.media_fetched[0].user_agent == agent


async def test_it_can_be_told_to_serve_anybody() -> None:
    async with running(media_for_browsers_only=False) as world:
        url = world.instagram.put_media(PNG, "image/png")
        assert (await world.graph.get(url)).content == PNG


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [("gone", 404, "text/plain"), ("page", 200, "text/html"), ("type", 200, "text/plain")],
)
async def test_media_can_be_gone_a_page_or_of_another_type(
    world: World, browser: httpx.AsyncClient, fault: MediaFault, status: int, content_type: str
) -> None:
    answer = await browser.get(world.instagram.put_media(PNG, "image/png", fault=fault))
    assert world.instagram.media_fetched[0].status == status
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, content_type)
    assert (answer.content == PNG) is (fault == "type")


async def test_an_address_nobody_made_is_gone(world: World, browser: httpx.AsyncClient) -> None:
    assert (await browser.get(f"{world.url}/cdn/1")).status_code == 404


async def test_a_redirect_stays_on_the_host_or_leaves_it(world: World, browser: httpx.AsyncClient) -> None:
    within = world.instagram.put_media(PNG, "image/png", fault="redirect")
    away = world.instagram.put_media(PNG, "image/png", fault="redirect_away", target=f"{world.webhook}/x")

    first = await browser.get(within)
    assert first.status_code == 302
    assert (await browser.get(within, follow_redirects=True)).content == PNG
    assert first.headers["location"].startswith("/cdn/")
    assert (await browser.get(away)).headers["location"] == f"{world.webhook}/x"


async def test_a_large_body_tells_no_length_and_stops_when_the_reader_has_had_enough(
    world: World, browser: httpx.AsyncClient
) -> None:
    url = world.instagram.put_media(PNG, "image/png", fault="large")
    async with browser.stream("GET", url) as answer:
        assert "content-length" not in answer.headers
        first = await anext(answer.aiter_bytes())
    assert first.startswith(PNG[:8])
    assert world.instagram.media_fetched[0].sent < LARGE


async def test_a_slow_body_ends_when_the_test_says_so(world: World, browser: httpx.AsyncClient) -> None:
    url = world.instagram.put_media(PNG, "image/png", fault="slow")
    async with browser.stream("GET", url) as answer:
        pieces = answer.aiter_bytes()
        got = await anext(pieces)
        assert got == PNG[: len(PNG) // 2]
        assert world.instagram.media_fetched[0].sent == len(got)
        world.instagram.release_media()
        assert got + b"".join([piece async for piece in pieces]) == PNG


async def test_a_slow_body_does_not_keep_the_stand_in_from_closing(browser: httpx.AsyncClient) -> None:
    async with running() as world:
        url = world.instagram.put_media(PNG, "image/png", fault="slow")
        async with browser.stream("GET", url) as answer:
            await anext(answer.aiter_bytes())


def test_without_an_address_of_its_own_the_stand_in_says_what_is_missing(world: World) -> None:
    world.instagram.address = None
    with pytest.raises(RuntimeError, match="address"):
        world.instagram.put_media(PNG, "image/png")


def test_the_samples_are_what_they_say_they_are() -> None:
    assert samples.png().startswith(b"\x89PNG\r\n\x1a\n")
    assert samples.png(3, 2).endswith(b"IEND" + zlib.crc32(b"IEND").to_bytes(4))
    assert samples.jpeg(20, 9)[:2] + samples.jpeg(20, 9)[-2:] == b"\xff\xd8\xff\xd9"
    with wave.open(io.BytesIO(samples.wav(200))) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 1600)
