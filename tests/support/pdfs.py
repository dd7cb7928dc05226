"""PDF files made by hand, good and bad, each as small as it can be."""

import zlib

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*contents: bytes, packed: int = 0, kids: bytes = b"") -> bytes:
    """A page for each stream of drawing; `packed` times compressed. `kids` replaces the list of the pages."""
    numbers = [4 + 2 * n for n in range(len(contents))]
    listed = kids or b" ".join(b"%d 0 R" % number for number in numbers)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, max(len(contents), 1)),
        3: _FONT,
    }
    for number, content in zip(numbers, contents, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> /XObject << /X %d 0 R >> >> >>" % (number + 1, number + 1)
        )
        objects[number + 1] = _stream(content, packed)
    return _file(objects)


def page_of(*lines: str, size: int = 12, top: int = 700) -> bytes:
    """Drawing of lines of ASCII, one below the other."""
    shown = b" ".join(b"(%s) ' " % line.encode() for line in lines)
    return b"BT /F %d Tf %d TL 50 %d Td %s ET" % (size, size + 4, top, shown)


def _stream(content: bytes, packed: int) -> bytes:
    for _ in range(packed):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * packed
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), filters, content)


def _file(objects: dict[int, bytes]) -> bytes:
    whole, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(whole)
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    whole += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    return bytes(
        whole + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    )
