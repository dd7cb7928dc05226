"""`python -m ops knowledge`, as a program of its own: what it prints, and one sentence when it cannot."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from local.children import ChildFailed, run
from shared.tenants import ConversationKey
from tests.support.pdfs import page_of, pdf
from tests.support.stages import StageApp

Ops = Callable[..., Awaitable[str]]


@pytest.fixture
def ops(app: StageApp, key: ConversationKey) -> Ops:
    environment = {
        "PUBLIC_URL": app.settings.public_url,
        "INSTAGRAM_APP_SECRETS": "app-secret",
        "INSTAGRAM_VERIFY_TOKEN": "verify",
        "DATABASE_URL": app.settings.database_url.reveal(),
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": f"k1:{'A' * 43}=",
    }

    async def ops(*words: str, give: str = "") -> str:
        arguments = ("ops", "knowledge", *words, "--tenant", str(key.tenant))
        return (await run(*arguments, environment=environment, give=give)).strip()

    return ops


async def test_sources_are_added_listed_and_removed(ops: Ops, tmp_path: Path) -> None:
    file = tmp_path / "returns.pdf"
    file.write_bytes(pdf(page_of("Returns", size=20) + page_of("Within five days.", top=600)))
    assert "1 passages new, 0 as they were, 0 removed" in await ops("add", str(file))
    added = await ops("add", "-", "--title", "الدفع", give="عند الاستلام")
    assert re.search(r"^[0-9a-f]{16} الدفع$", added, re.MULTILINE)
    again = await ops("add", "-", "--title", "الدفع", give="عند الاستلام")
    assert "0 passages new, 1 as they were, 0 removed" in again
    shown = await ops("list")
    assert all(word in shown for word in ("returns.pdf", "pdf", "الدفع", "text"))
    assert "0 entries of the shop's own" in shown
    assert "1 passages removed" in await ops("remove", added.split()[0])
    with pytest.raises(ChildFailed, match=r"Misconfigured: .*no source"):
        await ops("remove", added.split()[0])


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("-", "needs a --title"),
        ("goods.xlsx", "must be one of .pdf"),
        ("missing.pdf", "No such file"),
        ("https://127.0.0.1/", "private network"),
        ("https://169.254.169.254/metadata/identity", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("http://shop.example/", "must begin with https"),
        ("ftp://shop.example/", "no web address"),
    ],
)
async def test_what_is_wrong_is_told_in_one_sentence(ops: Ops, what: str, sentence: str) -> None:
    with pytest.raises(ChildFailed, match=sentence) as failed:
        await ops("add", what)
    assert "Traceback" not in str(failed.value)


async def test_a_file_that_never_ends_is_left_when_it_is_too_big(ops: Ops, tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    endless.symlink_to("/dev/zero")
    with pytest.raises(ChildFailed, match="larger than"):
        await ops("add", str(endless))
