"""How long a sound is, by its container: what it costs to listen to is known before anybody listens.

None when the container does not say, as one that was written while it was still recorded. Pure, and reads no sound.
Sources: ISO 14496-12 (`mvhd`), RFC 3533 and 7845 (Ogg, Opus), Vorbis I, Microsoft's RIFF.
"""

import struct
from collections.abc import Iterator
from struct import unpack_from

from shared.graph.sniffing import M4A, MP4, OGG, WAV

OPUS_RATE = 48_000
_NOT_TOLD = (0, 2**32 - 1, 2**64 - 1)


def seconds_of(content_type: str, content: bytes) -> float | None:
    read = {
        WAV.content_type: _wav,
        M4A.content_type: _mp4,
        MP4.content_type: _mp4,
        OGG.content_type: _ogg,
    }.get(content_type)
    try:
        return read(content) if read is not None else None
    except struct.error:
        return None


def _wav(content: bytes) -> float | None:
    rate = 0
    for name, start, size in _riff(content):
        if name == b"fmt ":
            (rate,) = unpack_from("<I", content, start + 8)
        elif name == b"data" and rate:
            # Who records to the end of a pipe writes no length.
            return min(size, len(content) - start) / rate
    return None


def _riff(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and length of each chunk."""
    at = 12
    while at + 8 <= len(content):
        name, size = unpack_from("<4sI", content, at)
        yield name, at + 8, size
        at += 8 + size + size % 2


def _mp4(content: bytes) -> float | None:
    moov = _box(content, 0, len(content), b"moov")
    mvhd = _box(content, *moov, b"mvhd") if moov else None
    if mvhd is None:
        return None
    start, _ = mvhd
    wide = content[start] == 1 if start < len(content) else False
    scale, length = unpack_from(">IQ" if wide else ">II", content, start + (20 if wide else 12))
    return length / scale if scale and length not in _NOT_TOLD else None


def _box(content: bytes, at: int, end: int, wanted: bytes) -> tuple[int, int] | None:
    """Where the content of the first such box begins and ends."""
    while at + 8 <= end:
        size, name = unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,) = unpack_from(">Q", content, at + 8)
            head = 16
        elif size == 0:
            size = end - at
        if size < head:
            return None
        if name == wanted:
            return at + head, min(at + size, end)
        at += size
    return None


def _ogg(content: bytes) -> float | None:
    """The last page's granule position, which counts samples."""
    last = content.rfind(b"OggS")
    (samples,) = unpack_from("<q", content, last + 6)
    opus, vorbis = content.find(b"OpusHead", 0, 64), content.find(b"\x01vorbis", 0, 64)
    if opus >= 0:
        (skipped,) = unpack_from("<H", content, opus + 10)
        rate = OPUS_RATE
    elif vorbis >= 0:
        skipped, (rate,) = 0, unpack_from("<I", content, vorbis + 12)
    else:
        return None
    return (samples - skipped) / rate if rate and samples > skipped else None
