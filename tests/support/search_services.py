"""Search services for tests: stand-ins that listen, with the limits of real tiers, declared in an app's settings."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from local.search import SearchStandIn
from local.serve import serve
from shared.app import App
from shared.search.client import Search
from shared.search.services import SearchService
from shared.secret import Secret

KEY = "a-key-of-the-placement-tests"


@dataclass(frozen=True, slots=True)
class Services:
    """The stand-ins by name; a service that is declared later is one that an operator adds."""

    app: App
    stand_ins: dict[str, SearchStandIn]
    addresses: dict[str, str]
    opened: list[Search] = field(default_factory=list)

    def declare(self, *names: str, dedicated: frozenset[str] = frozenset()) -> None:
        """From now on the settings name these, in this order."""
        services = tuple(
            SearchService(
                name, self.addresses[name], Secret(KEY), self.stand_ins[name].index_quota, name in dedicated
            )
            for name in names
        )
        self.app.settings = replace(self.app.settings, search_services=services)
        self.opened.append(Search(services))
        vars(self.app).update(search=self.opened[-1])


@asynccontextmanager
async def search_services(
    app: App, limits: Mapping[str, int], **options: frozenset[str]
) -> AsyncIterator[Services]:
    """`limits` are indexes by name; what is kept of the app's search before comes back at the end."""
    before = (app.settings, vars(app).get("search"))
    async with AsyncExitStack() as stack:
        stand_ins = {name: SearchStandIn(KEY, index_quota=limit) for name, limit in limits.items()}
        addresses = {name: await stack.enter_async_context(serve(one.app)) for name, one in stand_ins.items()}
        services = Services(app, stand_ins, addresses)
        services.declare(*limits, **options)
        try:
            yield services
        finally:
            for opened in services.opened:
                await opened.close()
            app.settings, vars(app)["search"] = before
