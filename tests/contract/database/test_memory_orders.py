"""What a scenario's customer has ordered is told by the tools as an order that was really placed; on a real PostgreSQL."""

from pathlib import Path

from catalog.areas import Delivery
from catalog.store import put, put_delivery
from ops.eval.memory_tables import MemoryTables
from ops.eval.scenario import Item, Ordered, read_shop
from process.orders.standing import SQL as STANDING
from process.tools.order_status import SQL as STATUS
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer
from tests.support.stages import StageApp

SANABEL = read_shop(Path(__file__).parents[3] / "evaluation" / "shops" / "sanabel")
ORDERED = Ordered(order_no=1, area="irbid", items=(Item(sku="S-11", size="M", quantity=2), Item(sku="S-41")))
#: Of an order itself, and not of what it was told with.
UNTOLD = {"created_at", "counted"}


async def test_an_order_of_a_scenario_is_told_as_one_that_was_placed(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, SANABEL.products, SANABEL.entries)
    await put_delivery(app.database, key.tenant, SANABEL.delivery or Delivery(areas=()))
    buyer = Buyer(app, key, rows)
    items = [
        {"sku": one.sku, "size": one.size, "color": "", "quantity": one.quantity} for one in ORDERED.items
    ]
    await buyer.proposes(items=items)
    await buyer.taps(buyer.newest)
    memory = MemoryTables(key.tenant, SANABEL.model_copy(update={"ordered": (ORDERED,)}))
    for statement in (STATUS["orders"], STANDING["order"], STANDING["lines"]):
        asked = {**key.params, "order_no": 1, "most": 5}
        async with app.database.tenant(key.tenant) as tx, memory.tenant(key.tenant) as reading:
            real, told = await tx.rows(statement, asked), await reading.rows(statement, asked)
        assert [_told(row) for row in told] == [_told(row) for row in real]


def _told(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in UNTOLD}
