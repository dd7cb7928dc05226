"""The road to a merchant's own shop: https to the name that they gave, at public addresses only, and no further than it must be."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from local.serve import serve
from local.shops.troubles import Clock
from shared.connectors.shop_calls import MOST_IN_ANSWER, Road, ShopCalls, shop_address
from shared.errors import Misconfigured, ShopRefused, ShopUnavailable
from tests.support.shops import road_to
from tests.support.site import Site, a_site, certificate_for, says, serve_tls


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_nobody_there_is_an_outage(clock: Clock) -> None:
    calls = ShopCalls("http://127.0.0.1:1", {}, road_to(clock))
    with pytest.raises(ShopUnavailable, match="ConnectError"):
        await calls.ask("/")
    await calls.close()


@pytest.mark.parametrize(
    "address",
    ["http://shop.example", "ftp://shop.example", "https://user@shop.example", "https://shop.example:8443", "https://shop.example/?a=1", "https://", "", "https://shop .example", "https://shop.example:x", "https://[::1"],
)  # fmt: skip
def test_only_an_https_address_is_a_shops(address: str) -> None:
    with pytest.raises(Misconfigured, match="https"):
        shop_address(address)


def test_a_name_alone_is_an_https_address() -> None:
    assert shop_address(" dar.myshopify.com/ ") == "https://dar.myshopify.com"
    assert shop_address("https://shop.example/ar") == "https://shop.example/ar"


@pytest.mark.parametrize("place", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "168.63.129.16"])
async def test_no_shop_is_in_a_private_network(clock: Clock, place: str) -> None:
    """Whatever else its name leads to."""

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", place]

    calls = ShopCalls("https://shop.example", {}, Road(resolve=resolve, wait=clock.wait))
    with pytest.raises(ShopRefused, match="private network"):
        await calls.ask("/")
    await calls.close()


async def test_an_answer_without_end_is_given_up(clock: Clock) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(2 * MOST_IN_ANSWER >> 20):
            await response.write(bytes(1 << 20))
        return response

    app = web.Application()
    app.router.add_get("/", endless)
    async with serve(app) as url:
        calls = ShopCalls(url, {}, road_to(clock))
        with pytest.raises(ShopRefused, match="32 MB"):
            await calls.ask("/")
        await calls.close()


async def over_tls(name: str, certified: str, folder: Path, clock: Clock) -> Site:
    """Asked once, at this name, of a server with a certificate for that one."""
    server, client = certificate_for(certified, folder)
    async with a_site() as site, serve_tls(site, server) as port:
        site.names[name] = ["127.0.0.1"]
        site.answer = says(b"[]", kind="application/json")
        road = replace(road_to(clock), resolve=site.resolve, trust=client)
        calls = ShopCalls(f"https://{name}:{port}", {"Authorization": "Basic x"}, road)
        try:
            assert (await calls.ask("/products", query={"page": "1"})).body == []
        finally:
            await calls.close()
    return site


async def test_the_certificate_is_of_the_name_and_the_address_of_the_look_up(
    tmp_path: Path, clock: Clock
) -> None:
    site = await over_tls("shop.example", "shop.example", tmp_path, clock)
    (request,) = site.asked
    assert request.host.startswith("shop.example:")
    assert (request.path_qs, request.headers["Authorization"]) == ("/products?page=1", "Basic x")


async def test_another_names_certificate_gets_no_credentials(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(ShopUnavailable, match="ConnectError"):
        await over_tls("shop.example", "evil.example", tmp_path, clock)


async def test_a_certificate_that_nobody_vouches_for_gets_none_either(tmp_path: Path, clock: Clock) -> None:
    server, _ = certificate_for("shop.example", tmp_path)
    async with a_site() as site, serve_tls(site, server) as port:
        road = replace(road_to(clock), resolve=site.resolve, trust=ssl.create_default_context())
        calls = ShopCalls(f"https://shop.example:{port}", {}, road)
        with pytest.raises(ShopUnavailable, match="ConnectError"):
            await calls.ask("/")
        await calls.close()
        assert site.asked == []
