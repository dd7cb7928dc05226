"""A deployment without a mail server: the sign-in page says so, and no letter can be asked for."""

from dataclasses import replace

import httpx
import pytest

from merchant.web.site import build
from tests.support.stages import StageApp

LANGUAGES = {"ar": "الدخول بالبريد غير متاح هنا", "en": "Signing in by e-mail is not set up here"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_a_mail_server_the_page_says_so_and_instagram_is_left(language: str) -> None:
    app = StageApp()
    app.settings = replace(app.settings, mail=None)
    transport = httpx.ASGITransport(build(app))
    async with httpx.AsyncClient(transport=transport, base_url=app.settings.public_url) as browser:
        page = await browser.get("/console/sign-in", params={"lang": language})
        assert LANGUAGES[language] in page.text
        assert 'name="email"' not in page.text
        assert "/console/connect" in page.text
        (name,) = (cookie.value for cookie in browser.cookies.jar if cookie.name.endswith("browser"))
        token = app.keys.sign("form", str(name))  # as a page with a form would have it
        asked = await browser.post("/console/sign-in", data={"email": "a@b.example", "token": token})
    assert asked.status_code == 503
    assert LANGUAGES[language].split()[0] in asked.text
