"""Small real media, made here byte by byte: what a customer might send, without a file in the repository."""

import io
import struct
import wave

from local.shop.png import encode

A_TRANSFER = "a screenshot of a transfer"


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (176, 48, 96)) -> bytes:
    return encode(width, height, [bytes(colour) * width] * height, "a customer's picture")


#: Of the screenshot: left, top, width, height and colour; a head, a sum, and lines that nobody can read.
_RECEIPT = (
    (0, 0, 180, 76, (38, 108, 120)), (72, 20, 36, 36, (255, 255, 255)), (82, 36, 8, 8, (38, 108, 120)), (88, 30, 10, 14, (38, 108, 120)),
    (50, 96, 80, 18, (52, 60, 70)), (66, 122, 48, 6, (170, 178, 186)), (16, 146, 148, 1, (214, 219, 224)),
    *((16, 162 + 26 * row, 36 + 8 * (row % 2), 7, (178, 186, 194)) for row in range(5)),
    *((164 - wide, 162 + 26 * row, wide, 7, (92, 102, 112)) for row, wide in enumerate((70, 52, 84, 60, 46))),
)  # fmt: skip


def transfer() -> bytes:
    """Stands for the screenshot of a bank's app, and says so."""
    rows = [bytearray(bytes((247, 249, 250)) * 180) for _ in range(320)]
    for left, top, width, height, colour in _RECEIPT:
        for row in rows[top : top + height]:
            row[3 * left : 3 * (left + width)] = bytes(colour) * width
    return encode(180, 320, [bytes(row) for row in rows], A_TRANSFER)


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """A grey square: with one code in either table, each block of 8 by 8 is two zero bits."""
    tables = (
        _segment(0xDB, b"\0" + bytes([16]) * 64),
        _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])),
        *(_segment(0xC4, bytes([kind, 1]) + bytes(16)) for kind in (0x00, 0x10)),
        _segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0])),
    )
    blocks = -(-width // 8) * -(-height // 8)
    bits = "00" * blocks
    padded = bits + "1" * (-len(bits) % 8)
    scan = int(padded, 2).to_bytes(len(padded) // 8)
    return b"\xff\xd8" + b"".join(tables) + scan + b"\xff\xd9"


def wav(milliseconds: int = 200, rate: int = 8000) -> bytes:
    """Silence, as 16-bit sound."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(2 * rate * milliseconds // 1000))
    return file.getvalue()


def voice(words: str, milliseconds: int = 1500) -> bytes:
    """A voice note: silence, with the words that a stand-in is to hear as the recording's own comment."""
    comment = words.encode() + b"\0"
    comment += b"\0" * (len(comment) % 2)
    info = b"INFO" + b"ICMT" + struct.pack("<I", len(comment)) + comment
    sound = wav(milliseconds) + b"LIST" + struct.pack("<I", len(info)) + info
    return sound[:4] + struct.pack("<I", len(sound) - 8) + sound[8:]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
