"""Scenes of a release's scenario about what a shop has given us to know: read, read again, asked about, forgotten."""

from contextlib import suppress

from catalog.documents import entry_document
from catalog.knowledge import Given, add, listed, remove, source_id_of
from catalog.store import read
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.support.release_acts import an_hour_passes, asks, sends
from tests.support.stages import StageApp, called, said

TERMS = "# التبديل\n\nخلال ٥ أيام.\n\n# الدفع\n\nعند الاستلام."


async def a_question_is_answered_from_a_text(app: StageApp, key: ConversationKey) -> None:
    for text in (TERMS, TERMS.replace("٥", "٧")):
        await add(app.database, key.tenant, Given("text", "terms", text.encode()))
    await listed(app.database, key.tenant)
    *_, entries = await read(app.database, key.tenant)
    app.scripted_search.found = [entry_document(key.tenant, entry).fields for entry in entries]
    await asks(app, key)
    await an_hour_passes(app, key)
    app.scripted_model.answers += [
        called("answer_from_knowledge", question="التبديل"),
        said("التبديل خلال ٧ أيام"),
    ]
    await turn(app, TurnDoorbell.of(key))
    await sends(app, key, "told")
    app.scripted_search.found = []
    for _ in range(2):
        with suppress(Misconfigured):
            await remove(app.database, key.tenant, source_id_of("text", "terms"))
