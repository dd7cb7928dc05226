"""`python -m ops import`, `connect` and `drafts`, as a program of its own: what it prints, what it writes, how it ends."""

import base64
import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.store import read
from local.children import ROOT
from shared.connectors.connections import Connection, Kind, put_connection
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.catalogues import written
from tests.support.stages import StageApp

SHEET = "sku,name,price\nA,قميص,10\nB,Hat,=cmd|x\nC,Bag,-1\n"
Ops = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def ops(app_url: str, app: StageApp, key: ConversationKey) -> Ops:
    environment = {
        "PUBLIC_URL": app.settings.public_url,
        "INSTAGRAM_APP_SECRETS": "app-secret",
        "INSTAGRAM_VERIFY_TOKEN": "verify",
        "DATABASE_URL": app_url,
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": f"k1:{base64.b64encode(bytes(32)).decode()}",
        "PYTHONUTF8": "1",
        "COLUMNS": "160",
    }

    def ops(command: str, *arguments: str, give: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ops", command, *arguments, "--tenant", str(key.tenant)],
            cwd=ROOT, env={**os.environ, **environment}, input=give, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return ops


async def test_a_file_is_taken_and_its_faults_are_shown_and_written(
    ops: Ops, app: StageApp, key: ConversationKey, tmp_path: Path
) -> None:
    faults = tmp_path / "faults.csv"
    done = ops("import", str(written(tmp_path, SHEET)), "--faults", str(faults))
    assert done.returncode == 3, done.stderr
    assert "1 added, 0 changed, 0 unchanged, 2 faults" in done.stdout
    assert "below zero" in done.stdout
    with faults.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [("3", "price", "'=cmd|x"), ("4", "price", "'-1")]  # fmt: skip
    assert [product.sku for product in (await read(app.database, key.tenant))[1]] == ["A"]


async def test_a_good_file_ends_with_zero_and_the_second_time_changes_nothing(
    ops: Ops, tmp_path: Path
) -> None:
    path = str(written(tmp_path, "sku,name,price,stok\nA,قميص,10,1\n"))
    first, second = ops("import", path), ops("import", path, "--complete")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "nobody knows the columns: stok" in first.stdout
    assert "0 added, 0 changed, 1 unchanged, 0 faults, 0 taken off sale" in second.stdout


async def test_what_is_left_out_of_a_product_is_shown_as_a_warning_and_ends_with_zero(
    ops: Ops, tmp_path: Path
) -> None:
    done = ops("import", str(written(tmp_path, "sku,name,price,images\nA,قميص,10,ftp://a.example/b\n")))
    assert (done.returncode, done.stderr) == (0, "")
    assert "ftp://a.example/b" in done.stdout
    assert "1 added, 0 changed, 0 unchanged, 0 faults, 1 warnings" in done.stdout


async def test_only_twenty_faults_are_shown(ops: Ops, tmp_path: Path) -> None:
    rows = "".join(f"A{n},Hat,no\n" for n in range(30))
    done = ops("import", str(written(tmp_path, f"sku,name,price\n{rows}")), "--all-or-nothing")
    assert done.returncode == 3
    assert "and 10 more" in done.stdout
    assert "Nothing was written." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "give", "said"),
    [
        (["import", "nowhere.csv"], "", "no file"),
        (
            ["import", "docs/catalogue-template.csv", "--faults", "/nowhere/faults.csv"],
            "",
            "cannot be written",
        ),
        (["import", "shopify"], "", "connect shopify"),
        (["connect", "woocommerce", "--address", "https://shop.example"], "only-one\n", "key:secret"),
        (["connect", "shopify", "--address", "http://shop.example"], "shpat_1\n", "https"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_sentence(
    ops: Ops, arguments: list[str], give: str, said: str
) -> None:
    done = ops(*arguments, give=give)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_shop_that_is_not_there_is_not_connected_and_its_token_is_not_shown(ops: Ops) -> None:
    for address, why in (("no-such-shop.invalid", "cannot be looked up"), ("127.0.0.1", "private network")):
        done = ops("connect", "shopify", "--address", address, give="shpat_secret\n")
        assert (done.returncode, done.stdout) == (1, "")
        assert why in done.stderr
        assert "shpat" not in done.stderr
    assert "not connected to any" in ops("connectors").stdout
    assert "connect shopify" in ops("import", "shopify").stderr


async def test_what_a_shop_is_connected_to_is_listed_and_switched_off(
    ops: Ops, app: StageApp, key: ConversationKey
) -> None:
    woo = Connection(Kind.WOOCOMMERCE, "https://shop.example", ("ck_1", "cs_secret"))
    await put_connection(app, key.tenant, woo, orders=True)
    shown = ops("connectors")
    assert all(word in shown.stdout for word in ("woocommerce", "https://shop.example", "active", "20"))
    off = ops("connectors", "--off", "woocommerce")
    assert "woocommerce is off" in off.stdout
    assert "secret" not in shown.stdout + off.stdout
    assert ops("connectors", "--off", "woocommerce").returncode == 1
    assert "switched off" in ops("import", "woocommerce").stderr


async def test_whoever_listens_for_orders_is_given_a_secret_first(ops: Ops) -> None:
    done = ops("connect", "webhook", "--address", "https://shop.example/orders", give="\n")
    assert done.returncode == 1
    assert "whsec_" in done.stderr


async def test_drafts_are_shown_approved_and_rejected(
    ops: Ops, app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for media, draft in (("171", '{"name_ar": "فستان", "name_en": "Dress", "price": "25"}'), ("172", '{"name_ar": "حذاء", "name_en": "Shoe"}')):  # fmt: skip
        rows.ask(
            "INSERT INTO shop.product_drafts (tenant_id, media_id, account_id, state, draft, permalink, posted_at)"
            " VALUES (%(tenant)s, %(media)s, %(account)s, 'draft', %(draft)s::jsonb, 'https://www.instagram.com/p/A/', now())",
            media=media,
            draft=draft,
        )
    shown = ops("drafts", "show")
    assert "Dress" in shown.stdout
    assert "none named" in shown.stdout
    assert ops("drafts", "approve", "171").stdout.strip() == "IG-171 is on sale for 25 JOD"
    for price in ((), ("--price", "x"), ("--price", "-1"), ("--price", "NaN")):
        assert ops("drafts", "approve", "172", *price).returncode == 1
    assert ops("drafts", "reject", "172").returncode == 0
    assert ops("drafts", "reject", "172").returncode == 1
    assert [product.sku for product in (await read(app.database, key.tenant))[1]] == ["IG-171"]
