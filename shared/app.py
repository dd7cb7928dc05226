"""The one composition root: everything the stages use, built from settings at first use.

Nothing connects, and no SDK is imported, before a stage touches the property that needs it.
"""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from shared.bus import Bus, connect
from shared.crypto import KeyRing
from shared.database import Database
from shared.database.entra import password_for
from shared.identity import close_credential
from shared.pace import Pace
from shared.settings import Settings, settings
from shared.tenants import TenantId

if TYPE_CHECKING:
    from shared.connectors.shop_calls import Road
    from shared.fetching import Fetcher
    from shared.graph.client import Graph
    from shared.graph.login import Login
    from shared.graph.media import Media
    from shared.model.client import Model
    from shared.model.embeddings import Embeddings
    from shared.search.client import Search


class App:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def bus(self) -> Bus:
        return Bus(connect, namespaces=self.settings.service_bus_namespaces)

    @cached_property
    def database(self) -> Database:
        url = self.settings.database_url
        return Database(url, password=password_for(url), pool_size=self.settings.database_pool_size)

    @cached_property
    def keys(self) -> KeyRing:
        return self.settings.key_ring

    @cached_property
    def graph(self) -> "Graph":
        from shared.graph.client import Graph

        return Graph(self.settings.graph_base_url, self.settings.graph_version)

    @cached_property
    def login(self) -> "Login":
        from shared.graph.login import Login

        places = self.settings.login
        return Login(
            self.settings.graph_base_url,
            self.settings.graph_version,
            app_id=places.app_id,
            secret=self.settings.app_secrets[0].decode(),
            token_url=places.token_url,
        )

    @cached_property
    def media(self) -> "Media":
        from shared.graph.media import Media

        return Media()

    @cached_property
    def outside(self) -> "Fetcher":
        """The road to whatever address a merchant or a browser has named."""
        from shared.fetching import Fetcher

        return Fetcher(within=10.0)

    @cached_property
    def road_to_shops(self) -> "Road":
        from shared.connectors.shop_calls import Road

        return Road()

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.database)

    @cached_property
    def model(self) -> "Model":
        from shared.model.client import Model

        return Model.connect(self.settings)

    @cached_property
    def embeddings(self) -> "Embeddings":
        from shared.model.embeddings import Embeddings

        return Embeddings()

    @cached_property
    def search(self) -> "Search":
        from shared.search.client import Search

        return Search(self.settings.search_services, semantic=self.settings.semantic_ranker)

    async def tenant_of(self, account: str) -> TenantId | None:
        """Whose account this is, from the account directory; None when nobody has connected it."""
        async with self.database.crossing() as tx:
            row = await tx.row(b"SELECT shop.tenant_of_account(%(account)s) AS tenant", {"account": account})
        return TenantId(row["tenant"]) if row and row["tenant"] else None

    async def close(self) -> None:
        for name in ("bus", "graph", "login", "media", "model", "search", "database"):
            if name in self.__dict__:
                await self.__dict__[name].close()
        await close_credential()


@cache
def app() -> App:
    """The process's own. Reading its settings may raise Misconfigured, at the first message and not at import."""
    return App(settings())
