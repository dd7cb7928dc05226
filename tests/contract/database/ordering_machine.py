"""A shop and its customers for state machines that order, on a real PostgreSQL: hypothesis knows no event loop, so each has its own."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine

from catalog.rows import Product
from merchant.accounts import Account, Profile, put_shop
from shared.database import Database
from shared.secret import Secret
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill
from tests.support.stages import StageApp

CUSTOMERS = ("1234567890123456", "2234567890123456")


class ShopMachine(RuleBasedStateMachine):
    app_url: str
    admin_url: str

    def begin(self, products: Sequence[Product], customers: Sequence[str] = CUSTOMERS) -> None:
        self.loop = asyncio.new_event_loop()
        self.app, self.database = StageApp(self.app_url), Database(Secret(self.app_url))
        vars(self.app).update(database=self.database)
        self.tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
        profile = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك", "A boutique")
        self.run(
            put_shop(self.app, self.tenant, profile, Account(account, f"9{account}", "dar", "IGAA-token"))
        )
        self.buyers: list[Buyer] = []
        for customer in customers:
            key = ConversationKey(self.tenant, account, customer)
            self.buyers.append(Buyer(self.app, key, Rows(self.admin_url, key)))
        self.buyers[0].rows.arrange_shop(disclosure_ar="''", disclosure_en="''")
        self.run(fill(self.app, self.buyers[0].key, products))

    def run(self, work):  # whatever it is
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "buyers"):
            for buyer in self.buyers:
                buyer.rows.__exit__()
            self.run(self.database.close())
            self.loop.close()
