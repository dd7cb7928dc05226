"""What a model heard in a voice note, and what the provider calls a recording that nobody can listen to."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.language.storable import storable

if TYPE_CHECKING:
    from openai import APIStatusError
    from openai.types.audio import Transcription

TRANSCRIBE_WITHIN = 20.0
#: The file's ending, by which providers know what it is. Source: OpenAI, "Create transcription": mp4, m4a, ogg and wav
#: are taken, and raw AAC is not.
ENDINGS = {"audio/mp4": "m4a", "video/mp4": "mp4", "audio/ogg": "ogg", "audio/wav": "wav"}
#: Longer than what can be said in the seconds that are listened to.
MOST_LETTERS = 4_000
#: Of a 400 that is about the recording and not about our request: as OpenAI words it, and its older models.
_ABOUT_FILE = re.compile(r"\baudio file\b|could not be decoded|file format", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str  #: empty when nothing was said
    seconds: float | None  #: as the provider counted them; those that bill by tokens do not say


def transcript_of(answer: "Transcription") -> Transcript:
    usage = answer.usage
    seconds = usage.seconds if usage is not None and usage.type == "duration" else None
    return Transcript(storable(answer.text or "").strip()[:MOST_LETTERS], seconds)


def is_about_the_recording(error: "APIStatusError") -> bool:
    if error.status_code in {413, 415}:
        return True
    if error.status_code != 400:
        return False
    return error.param == "file" or error.code == "audio_too_short" or bool(_ABOUT_FILE.search(error.message))
