"""What a customer says in voice notes: fetched for this turn, listened to once, and gone; the words stay with the message.

A note is measured before anybody pays for it. What cannot be heard is marked as such, so that no later try pays again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from process.history import Line
from process.loop import Conversed
from shared.app import App
from shared.database import named_queries
from shared.errors import ContentFiltered, GraphUnavailable, MediaUnusable
from shared.graph.duration import seconds_of
from shared.graph.media import Fetched
from shared.graph.sniffing import MB
from shared.model.prices import price_of_listening
from shared.model.transcription import ENDINGS
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Of those that wait, the newest; of older ones the model is told that they were not heard.
MOST_NOTES = 6
#: Instagram's own recorder stops after a minute, and an app may send longer ones.
MOST_SECONDS = 120
#: Of one customer. Each second is paid for, and the limit of messages lets through hours of them.
MOST_SECONDS_A_DAY = 900
#: So much sound of any usual quality, in case a container says less than it holds.
MOST_BYTES = 4 * MB


@dataclass(frozen=True, slots=True)
class Note:
    """One that can be listened to."""

    line: Line
    sound: Fetched = field(repr=False)
    seconds: int  #: what it costs at most


async def notes_of(app: App, key: ConversationKey, waiting: Sequence[Line], *, last_try: bool) -> list[Note]:
    """Empty when nobody listens here. Raises GraphUnavailable while another try may bring what this one did not."""
    unheard = [line for line in waiting if line.transcript is None and _addresses(line)]
    if app.settings.transcription_model is None or not unheard:
        return []
    asked = [(line, url) for line in unheard for url in _addresses(line)][-MOST_NOTES:]
    notes = await asyncio.gather(*(_note(app, key, line, url, last_try=last_try) for line, url in asked))
    return await _within_the_day(app, key, [note for note in notes if note is not None])


async def _within_the_day(app: App, key: ConversationKey, notes: Sequence[Note]) -> list[Note]:
    """As many as there is room for beside what this customer has said in a day; all of it was paid for."""
    if not notes:
        return []
    async with app.database.tenant(key.tenant) as tx:
        row = await tx.row(SQL["heard_in_a_day"], key.params)
    room, kept = MOST_SECONDS_A_DAY - (row["seconds"] if row else 0), []
    for note in notes:
        room -= note.seconds
        if room < 0:
            event("voice.not_heard", **key.names, reason="enough_for_a_day")
        else:
            kept.append(note)
    return kept


async def listen(app: App, key: ConversationKey, waiting: Sequence[Line], notes: Sequence[Note], outcome: Conversed) -> None:  # fmt: skip
    """Each message with a voice note gets its words, for good. Raises as `Model.transcribe` does; what was heard stays."""
    if app.settings.transcription_model is None:
        return
    lines = [line for line in waiting if line.transcript is None and _addresses(line)]
    heard = [_hear_line(app, key, line, [n for n in notes if n.line is line], outcome) for line in lines]
    failed = [one for one in await asyncio.gather(*heard, return_exceptions=True) if one is not None]
    if failed:
        raise failed[0]


def _addresses(line: Line) -> list[str]:
    return [one.url for one in line.media if one.kind == "audio" and one.url is not None]


async def _note(app: App, key: ConversationKey, line: Line, url: str, *, last_try: bool) -> Note | None:
    try:
        sound = await app.media.fetch(url)
    except MediaUnusable as error:
        event("voice.not_heard", **key.names, reason=str(error))
        return None
    except GraphUnavailable:
        if not last_try:
            raise
        event("voice.not_heard", **key.names, reason="not_fetched")
        return None
    seconds = seconds_of(sound.content_type, sound.content)
    if sound.content_type not in ENDINGS:
        reason = "no_sound"
    elif (seconds or 0) > MOST_SECONDS or len(sound.content) > MOST_BYTES:
        reason = "too_long"
    else:
        return Note(line, sound, MOST_SECONDS if seconds is None else ceil(seconds))
    event("voice.not_heard", **key.names, reason=reason)
    return None


async def _hear_line(
    app: App, key: ConversationKey, line: Line, notes: Sequence[Note], outcome: Conversed
) -> None:
    said = [await _hear(app, key, note, outcome) for note in notes]
    line.transcript = "\n".join(filter(None, said))
    async with app.database.tenant(key.tenant) as tx:
        await tx.queue(SQL["heard"], {**key.params, "seq": line.after, "transcript": line.transcript})


async def _hear(app: App, key: ConversationKey, note: Note, outcome: Conversed) -> str:
    try:
        transcript = await app.model.transcribe(note.sound.content_type, note.sound.content)
    except (MediaUnusable, ContentFiltered) as error:
        event("voice.not_heard", **key.names, reason=str(error))
        return ""
    seconds = note.seconds if transcript.seconds is None else ceil(transcript.seconds)
    outcome.audio_seconds += seconds
    outcome.money += price_of_listening(app.settings.transcription_model, seconds)
    event("voice.heard", **key.names, seconds=seconds, silent=not transcript.text)
    return transcript.text
