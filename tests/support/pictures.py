"""Pictures of the chat page for the documentation: the phone alone, sharp, and small enough for a repository.

A PNG with a palette is a third of what the browser writes. Nothing here runs in a test unless pictures are asked for.
"""

import asyncio
import base64
import struct
import zlib
from collections import Counter
from pathlib import Path

from playwright.async_api import Page

COLOURS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: What stands behind the phone goes, also in its round corners, and its shadow with it.
ALONE = """alone => {
  const parts = [document.documentElement, document.body, document.querySelector(".phone")];
  for (const part of parts.slice(0, 2)) part.style.background = alone ? "none" : "";
  parts[2].style.boxShadow = alone ? "none" : "";
}"""
PIXELS = """async png => {
  const bytes = Uint8Array.from(atob(png), letter => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""

Colour = tuple[int, ...]


async def take(page: Page, file: Path) -> None:
    await page.mouse.move(0, 0)  # a bubble under the pointer shows its time
    await page.evaluate(ALONE, arg=True)
    shot = await page.locator(".phone").screenshot(omit_background=True, animations="disabled")
    await page.evaluate(ALONE, arg=False)
    width, height, pixels = await page.evaluate(PIXELS, base64.b64encode(shot).decode())
    await asyncio.to_thread(file.write_bytes, _encode(width, height, base64.b64decode(pixels)))


def _encode(width: int, height: int, rgba: bytes) -> bytes:
    pixels = [tuple(rgba[at : at + 4]) for at in range(0, len(rgba), 4)]
    boxes = _boxes(Counter(pixels))
    palette = [box.most_common(1)[0][0] for box in boxes]
    number = {colour: at for at, box in enumerate(boxes) for colour in box}
    indices = bytes(number[colour] for colour in pixels)
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, len(indices), width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour[:3]) for colour in palette)),
        (b"tRNS", bytes(colour[3] for colour in palette)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _boxes(counts: "Counter[Colour]") -> "list[Counter[Colour]]":
    """Median cut: the box that would be seen most is halved along its longest side, until there are colours enough."""
    boxes = [counts]
    while len(boxes) < COLOURS:
        boxes.sort(key=lambda box: max(_sides(box)) * box.total() ** 0.2)
        widest = boxes.pop()
        sides = _sides(widest)
        side = sides.index(max(sides))
        middle = (min(colour[side] for colour in widest) + max(colour[side] for colour in widest)) / 2
        boxes.append(Counter({colour: n for colour, n in widest.items() if colour[side] <= middle}))
        boxes.append(Counter({colour: n for colour, n in widest.items() if colour[side] > middle}))
    return boxes


def _sides(box: "Counter[Colour]") -> list[int]:
    return [max(values) - min(values) for values in zip(*box, strict=True)]
