"""Scenes of a release's scenario in which the assistant looks into the shop's own tables: delivery and sizes."""

import json
from decimal import Decimal

from catalog.areas import Area, Delivery
from catalog.doorbell import sweep
from catalog.indexing import index_changes, index_tenant
from catalog.store import put, put_delivery
from process.turn import turn
from shared.contracts import CatalogDoorbell, TurnDoorbell
from shared.model.client import ToolCall
from shared.tenants import ConversationKey, TenantId
from tests.support.goods import goods
from tests.support.indexed import searching
from tests.support.release_acts import an_hour_passes, arrange, asks, sends
from tests.support.stages import StageApp, called_all, said

IRBID = Area.model_validate(
    {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "fee": "3", "currency": "JOD", "days_min": 1, "days_max": 2}
)  # fmt: skip
GONE = IRBID.model_copy(update={"area_id": "gone"})


async def areas_are_imported(app: StageApp, tenant: TenantId) -> None:
    for areas in ((IRBID, GONE), (IRBID,)):
        await put_delivery(app.database, tenant, Delivery(free_from=Decimal(50), areas=areas))


async def a_catalogue_is_indexed(app: StageApp, tenant: TenantId) -> None:
    """One of its products the service refuses; then the index is rebuilt, and the one before is deleted."""
    async with searching(app, {"REFUSED": 400}):
        await put(app.database, tenant, [goods("REFUSED")])
        await index_changes(app, CatalogDoorbell(tenant=tenant))
        await index_tenant(app, tenant, progress=lambda *_: None, rebuild=True)
        await arrange(app, "an_index_was_replaced_long_ago", tenant=tenant)
        await sweep(app)
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    app.posted_to_bus.take()


async def a_customer_asks_for_delivery_and_a_size(app: StageApp, key: ConversationKey) -> None:
    await areas_are_imported(app, key.tenant)
    await asks(app, key)
    await an_hour_passes(app, key)
    quote = {"area": "إربد", "items": None}
    measures = dict.fromkeys(
        ("weight_kg", "chest_cm", "waist_cm", "hips_cm", "foot_length_cm", "age_years"), None
    )
    size = {"sku": "DR-1", "height_cm": "165", **measures}
    app.scripted_model.answers.extend(
        [
            called_all(
                ToolCall("q", "delivery_quote", json.dumps(quote)),
                ToolCall("s", "size_advice", json.dumps(size)),
            ),
            said("التوصيل لإربد 3 دنانير"),
        ]
    )
    await turn(app, TurnDoorbell.of(key))
    await sends(app, key, "quoted")
