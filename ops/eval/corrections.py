"""A tenant's corrections as scenarios over its own live index: what was wrong once is asked again."""

from pathlib import Path

from pydantic import ValidationError

from merchant.corrections import Correction, corrections
from ops.eval.models import Chats
from ops.eval.run import Place
from ops.eval.scenario import Case, Expected, Scenario, Spoken, Turn
from process.started import SQL
from shared.app import App
from shared.database import Row
from shared.errors import Misconfigured
from shared.language.register import Register, register_of
from shared.tenants import TenantId

_LETTERS_OF_A_NAME = 60
_SPOKEN: dict[Register, Spoken] = {
    Register.ARABIC: "jordanian",
    Register.MIXED: "jordanian",
    Register.ARABIZI: "arabizi",
    Register.ENGLISH: "english",
}


class TenantLive:
    """Every case as the tenant's own turns would go, with its index, its texts and the configured model."""

    def __init__(self, app: App, tenant: TenantId, shop: Row) -> None:
        self.model: Chats = app.model
        self._app, self._tenant, self._shop = app, tenant, shop

    @classmethod
    async def of(cls, app: App, tenant: TenantId) -> "TenantLive":
        async with app.database.tenant(tenant) as tx:
            row = await tx.row(SQL["shop"], {"tenant": tenant})
        if row is None:
            raise Misconfigured(f"there is no tenant {tenant}")
        # An evaluation is the operator's expense; no customer's turn waits for it.
        return cls(app, tenant, {**row, "has_budget": False})

    def __call__(self, _: Case) -> Place:
        own = App(self._app.settings)
        vars(own).update(search=self._app.search, database=self._app.database)
        return Place(own, self._tenant, dict(self._shop))


async def cases_of(app: App, tenant: TenantId) -> list[Case]:
    return [_case(one) for one in await corrections(app.database, tenant)]


def _case(one: Correction) -> Case:
    try:
        expected = Expected.model_validate(one.expectations)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Misconfigured(
            f"correction {one.correction_id}, {'.'.join(map(str, first['loc']))}: {first['msg']}; remove it, or add it anew"
        ) from error
    turn = Turn(customer=tuple(one.asked.split("\n")), reply=one.should_say, expect=expected)
    name = f"{one.asked[:_LETTERS_OF_A_NAME]} ({one.correction_id})"
    return Case(
        file="corrections",
        kind="correction",
        scenario=Scenario(name=name, register=_SPOKEN[register_of([one.asked])], turns=(turn,)),
        shop=None,
        pictures=Path(),
    )
