"""Reads PNG files by the book, chunk by chunk, and shares no line with what writes them."""

import zlib
from dataclasses import dataclass

SIGNATURE = bytes([137, 80, 78, 71, 13, 10, 26, 10])


@dataclass(frozen=True)
class Picture:
    kinds: list[str]
    width: int
    height: int
    rows: list[bytes]

    def pixel(self, x: int, y: int) -> tuple[int, ...]:
        return tuple(self.rows[y][3 * x : 3 * x + 3])


def read(data: bytes) -> Picture:
    chunks = list(_chunks(data))
    header = chunks[0][1]
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    assert list(header[8:]) == [8, 2, 0, 0, 0], "8-bit truecolour, deflate, adaptive filters, not interlaced"
    raw = zlib.decompress(b"".join(body for kind, body in chunks if kind == "IDAT"))
    stride = 1 + 3 * width
    assert len(raw) == stride * height
    lines = [raw[at : at + stride] for at in range(0, len(raw), stride)]
    assert {line[0] for line in lines} == {0}, "rows are not filtered"
    return Picture([kind for kind, _ in chunks], width, height, [line[1:] for line in lines])


def _chunks(data: bytes):
    assert data[:8] == SIGNATURE
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        checksum = int.from_bytes(data[at + 8 + length : at + 12 + length])
        assert checksum == _crc(kind + body), kind
        yield kind.decode("ascii"), body
        at += 12 + length


def _crc(data: bytes) -> int:
    """The cyclic redundancy check of the PNG specification, annex D."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _entry(number: int) -> int:
    for _ in range(8):
        number = 0xEDB88320 ^ (number >> 1) if number & 1 else number >> 1
    return number


_TABLE = [_entry(number) for number in range(256)]
