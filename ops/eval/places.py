"""Where scenarios are played: over their own shop in memory, or over a tenant's live index."""

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ops.eval.memory_search import MemorySearch
from ops.eval.memory_tables import MemoryTables
from ops.eval.models import Chats
from ops.eval.run import Place
from ops.eval.scenario import Case, Shop
from ops.eval.thread import NOBODY
from shared.app import App
from shared.errors import Misconfigured
from shared.settings import Settings, read_settings

#: What a run over shops in memory never calls, so that a gate needs the model's settings alone.
_NEVER_CALLED = {
    "PUBLIC_URL": "https://evaluation.invalid",
    "INSTAGRAM_APP_SECRETS": "none",
    "INSTAGRAM_VERIFY_TOKEN": "none",
    "DATABASE_URL": "postgresql://nobody@evaluation.invalid/none",
    "SEARCH_ENDPOINT": "https://evaluation.invalid",
}
_TEXTS_AT_ONCE = 100


def settings_of(environ: Mapping[str, str], *, scripted: bool) -> Settings:
    """Raises Misconfigured when a real model is wanted and none is configured."""
    unused = _NEVER_CALLED | {"SECRET_KEY_RING": f"none:{b64encode(os.urandom(32)).decode()}"}
    if scripted:
        unused["OPENAI_BASE_URL"] = "https://evaluation.invalid/v1/"
    return read_settings(unused | {name: value for name, value in environ.items() if value})


class ShopsInMemory:
    """Every case over its own shop; the vectors of all their texts are made once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._vectors: dict[str, list[float]] = {}

    async def know(self, cases: Sequence[Case], model: Chats) -> None:
        texts = sorted({text for case in cases for text in MemorySearch(NOBODY, _shop(case)).texts})
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            some = texts[start : start + _TEXTS_AT_ONCE]
            self._vectors |= zip(some, await model.embed(some), strict=True)

    def __call__(self, case: Case) -> Place:
        search = MemorySearch(NOBODY, _shop(case))
        search.know_vectors([self._vectors[text] for text in search.texts] if self._vectors else ())
        app = App(self._settings)
        vars(app).update(search=search, database=MemoryTables(NOBODY, _shop(case)))
        return Place(app, NOBODY, _row(_shop(case)))


def _shop(case: Case) -> Shop:
    if case.shop is None:
        raise Misconfigured(f"{case.id} has no shop of its own")
    return case.shop


def _row(shop: Shop) -> dict[str, Any]:
    """As the turn reads a tenant: without a budget, and with no sentences of its own."""
    return {
        **asdict(shop.profile),
        "search_service": "in-memory",
        "search_index": "in-memory",
        "has_budget": False,
        "bargaining": shop.selling.bargaining,
        "story_thanks_ar": "",
        "story_thanks_en": "",
        "opening_hours": {},
        "time_zone": "Asia/Amman",
    }
