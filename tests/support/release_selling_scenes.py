"""Scenes of a release's scenario in which the assistant looks into the shop's own tables: delivery and sizes."""

import json
from decimal import Decimal

from catalog.areas import Area, Delivery
from catalog.store import put_delivery
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.model import ToolCall
from shared.tenants import ConversationKey, TenantId
from tests.support.release_acts import an_hour_passes, asks, sends
from tests.support.stages import StageApp, called_all, said

IRBID = Area.model_validate(
    {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "fee": "3", "currency": "JOD", "days_min": 1, "days_max": 2}
)  # fmt: skip
GONE = IRBID.model_copy(update={"area_id": "gone"})


async def areas_are_imported(app: StageApp, tenant: TenantId) -> None:
    for areas in ((IRBID, GONE), (IRBID,)):
        await put_delivery(app.database, tenant, Delivery(free_from=Decimal(50), areas=areas))


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
