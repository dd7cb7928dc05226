"""Scenes of a release's scenario beside text: a voice note, and the answer to a story that shows a product."""

from dataclasses import replace

from catalog.media import Shown, put_media
from local.instagram import samples
from process.record import record
from shared.contracts import Media
from shared.graph.media import Fetched
from shared.model.transcription import Transcript
from shared.tenants import ConversationKey
from tests.contract.database.conversations import inbound, message
from tests.support.release_acts import answers
from tests.support.stages import StageApp

STORY = "17900000000000001"
NOTE = "https://lookaside.fbsbx.com/note"


async def a_customer_speaks(app: StageApp, key: ConversationKey) -> None:
    app.scripted_media.found[NOTE] = Fetched("audio/wav", samples.wav(900))
    app.scripted_model.heard.append(Transcript("قديش الفستان؟", 0.9))
    spoken = replace(message(None), attachments=("audio",), media=(Media("audio", NOTE),))
    await record(app, inbound(key, spoken))
    await answers(app, key, "أي فستان؟")


async def a_story_is_answered(app: StageApp, key: ConversationKey) -> None:
    await put_media(app.database, key.tenant, add=[Shown(STORY, "DR-1")])
    await record(app, inbound(key, replace(message("قديش؟"), media=(Media("story", id=STORY),))))
    await answers(app, key, "هاد الفستان الأحمر")
    await put_media(app.database, key.tenant, remove=[STORY])
