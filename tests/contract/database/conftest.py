from collections.abc import Iterator
from uuid import uuid4

import pytest

from merchant.accounts import Account, Profile, put_shop
from shared.database import Database
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.support.postgres import (
    admin,
    admin_url,
    app_url,
    bouncer,
    database,
    empty_app_url,
    own_admin_url,
    own_app_url,
)
from tests.support.stages import StageApp

__all__ = [
    "admin",
    "admin_url",
    "app_url",
    "bouncer",
    "database",
    "empty_app_url",
    "own_admin_url",
    "own_app_url",
]


@pytest.fixture
def app(app_url: str, database: Database) -> StageApp:
    """Ports of the test's own, on the session's database."""
    app = StageApp(app_url)
    vars(app).update(database=database)
    return app


@pytest.fixture
async def key(app: StageApp, admin_url: str) -> ConversationKey:
    """A customer of a shop that is this test's own, and that does not disclose: few tests are about that."""
    tenant = TenantId(uuid4())
    account = str(uuid4().int)[:17]
    profile = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك", "A boutique")
    await put_shop(app, tenant, profile, Account(account, f"9{account}", "dar.yasmin", "IGAA-token"))
    key = ConversationKey(tenant, account, "1234567890123456")
    with Rows(admin_url, key) as rows:
        rows.arrange_shop(disclosure_ar="''", disclosure_en="''")
    return key


@pytest.fixture
def rows(admin_url: str, key: ConversationKey) -> Iterator[Rows]:
    with Rows(admin_url, key) as rows:
        yield rows
