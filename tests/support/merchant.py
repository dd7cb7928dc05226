"""A merchant at a browser: keeps cookies, follows no redirect unasked, fills in the forms of our pages and Instagram's."""

import re
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx

from local.instagram.login import SCOPES as OFFERED
from local.instagram.threads import Account
from tests.support.world import World

_TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Merchant:
    def __init__(self, world: World) -> None:
        self.world = world
        self.site = world.webhook.removesuffix("/webhook")
        self.http = httpx.AsyncClient(base_url=self.site, headers={"Accept-Language": "en"}, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def send_form(self, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
        """The form of this page, with the token that it came with."""
        return await self.http.post(path, data={"token": self.token_of(page), **fields})

    def token_of(self, page: httpx.Response) -> str:
        found = _TOKEN.search(page.text)
        assert found, page.text
        return found[1]

    async def asks_for_letter(self, address: str) -> httpx.Response:
        return await self.send_form(await self.get("/console/sign-in"), "/console/sign-in", email=address)

    async def letter_to(self, address: str) -> str:
        """The path of the link in the newest letter to this address, once it has come."""
        before = len(self.world.letters_to(address))
        asked = await self.asks_for_letter(address)
        assert asked.status_code == 200, asked.text
        return await self.world.link_to(address, after=before)

    async def begin(self) -> str:
        """Our start page and its button: the address of Instagram's login."""
        answer = await self.send_form(await self.get("/console/connect"), "/console/connect")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def agree(
        self, login: str, account: Account, *, answer: str = "allow", without: str | None = None
    ) -> str:
        """Instagram's page: the address that it sends the browser back to, as a server sees it."""
        asked = parse_qs(urlsplit(login).query)["scope"][0].split(",")
        assert set(asked) <= OFFERED.keys()
        form = {
            "account": account.user_id,
            "answer": answer,
            "scope": [one for one in asked if one != without],
        }
        async with httpx.AsyncClient() as browser:
            sent = await browser.post(login, data=form)
        assert sent.status_code == 302, sent.text
        return sent.headers["location"].partition("#")[0]

    async def come_back(self, address: str) -> httpx.Response:
        """By path and query alone: the flow tests' PUBLIC_URL leads nowhere, as the host takes a free port."""
        parts = urlsplit(address)
        return await self.get(f"{parts.path}?{parts.query}")

    async def connect(self, account: Account) -> httpx.Response:
        """All the way; the answer to the callback."""
        return await self.come_back(await self.agree(await self.begin(), account))

    async def check(self, account: Account) -> httpx.Response:
        return await self.get(f"/console/connect/check?account={account.user_id}")
