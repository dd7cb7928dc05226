"""Transcription: whether the platform would take the recording, and what is said in it.

Nothing here understands speech. A sample recording carries its words in a comment of its own (RIFF's `ICMT`), and the
stand-in hears exactly those; of any other recording it hears nothing.
"""

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from aiohttp.web import FileField

from local.model.completion import tokens
from local.model.errors import ApiError, unsupported
from local.model.families import check_model

TRANSCRIPTION_MODELS = ("gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "whisper-1")
FORMATS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
MOST_BYTES = 25 * 2**20
SHORTEST = 0.1
#: What the platform counts for a second of sound.
TOKENS_A_SECOND = 10

_TAKEN = frozenset({"model", "file", "language", "languages", "prompt", "response_format", "temperature", "stream"})  # fmt: skip
_BY_DURATION = ("gpt-transcribe", "whisper-1")


@dataclass(frozen=True)
class Recording:
    text: str
    seconds: float


def transcribe(form: Mapping[str, Any]) -> dict[str, Any]:
    model, content = check_transcription(form)
    heard = hear(content)
    if heard.seconds < SHORTEST:
        message = f"Audio file is too short. Minimum audio length is {SHORTEST} seconds."
        raise ApiError(400, message, code="audio_too_short")
    return {"text": heard.text, "usage": _usage(model, heard)}


def check_transcription(form: Mapping[str, Any]) -> tuple[str, bytes]:
    for name in form.keys() - _TAKEN:
        raise ApiError(400, f"Unrecognized request argument supplied: {name}")
    model = check_model(form.get("model"), TRANSCRIPTION_MODELS)
    if form.get("response_format", "json") != "json":
        raise unsupported("response formats other than json")
    if form.get("stream", "false") != "false":
        raise unsupported("streaming")
    file = form.get("file")
    if not isinstance(file, FileField):
        raise ApiError(400, "Missing required parameter: 'file'.", param="file")
    if PurePath(file.filename).suffix.lstrip(".").lower() not in FORMATS:
        raise ApiError(400, f"Unrecognized file format. Supported formats: {list(FORMATS)}", param="file")
    content = file.file.read()
    if len(content) > MOST_BYTES:
        raise ApiError(413, f"Maximum content size limit ({MOST_BYTES}) exceeded.")
    return model, content


def hear(content: bytes) -> Recording:
    """Of an MP4 or an Ogg no more is known than that it may be one."""
    if (
        content[4:8] == b"ftyp"
        or content[:4] in {b"OggS", b"fLaC", b"\x1aE\xdf\xa3"}
        or content[:3] == b"ID3"
    ):
        return Recording("", 1.0)
    try:
        with wave.open(io.BytesIO(content)) as sound:
            seconds = sound.getnframes() / sound.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError):
        message = "Audio file might be corrupted or unsupported"
        raise ApiError(400, message, param="file", code="invalid_value") from None
    return Recording(_comment(content), seconds)


def _comment(wav: bytes) -> str:
    at = wav.find(b"ICMT")
    if at < 0:
        return ""
    size = int.from_bytes(wav[at + 4 : at + 8], "little")
    return wav[at + 8 : at + 8 + size].rstrip(b"\0").decode(errors="replace")


def _usage(model: str, heard: Recording) -> dict[str, Any]:
    if model in _BY_DURATION:
        return {"type": "duration", "seconds": heard.seconds}
    audio, said = round(heard.seconds * TOKENS_A_SECOND), tokens(heard.text)
    return {
        "type": "tokens",
        "input_tokens": audio,
        "input_token_details": {"audio_tokens": audio, "text_tokens": 0},
        "output_tokens": said,
        "total_tokens": audio + said,
    }
