"""A product feed in XML, RSS 2.0 or Atom: an item becomes a row when it ends, and nothing else is kept.

No tree is built. Document types and entities are refused (defusedxml); what an item holds past its limit is not kept while it is read.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from catalog.sources.faults import Unfit, Unusable
from catalog.sources.rows import Row

_ITEMS = {"item", "entry"}
#: As columns.json calls them.
_FIELDS = {
    "id": "id", "title": "name", "description": "description", "content": "description", "summary": "description",
    "availability": "availability", "price": "price", "sale_price": "sale_price", "item_group_id": "group", "size": "sizes",
    "color": "colors", "image_link": "image", "additional_image_link": "images", "product_type": "category",
    "quantity_to_sell_on_facebook": "quantity", "inventory": "quantity", "visibility": "visibility", "status": "visibility",
}  # fmt: skip
#: An item that leaves a field out says nothing about it: feeds have no blank cells.
SILENT = frozenset(
    {"name_ar", "name_en", "description_ar", "description_en", "category", "tags", "images", "size_chart"}
)
_HEADERS = {field: name for name, field in reversed(_FIELDS.items())}
MOST_IN_TEXT = 60_000
_CHUNK = 1 << 16
#: Of mark-up in which nothing begins and nothing ends, such as an attribute: the parser holds all of it.
_MOST_IN_TAG = 4 << 20


def rows_of(path: Path) -> Iterator[Row]:
    """Numbered from 1, item by item. Raises Unusable at the place from which on it cannot be read."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import XMLParser

    feed = _Feed()
    parser = XMLParser(target=feed, forbid_dtd=True)
    try:
        for chunk in _chunks(path):
            heard = feed.heard
            parser.feed(chunk)
            feed.silent = feed.silent + len(chunk) if feed.heard == heard else 0
            if feed.silent > _MOST_IN_TAG:
                raise Unusable.file(
                    path.name, f"tags of at most {_MOST_IN_TAG >> 20} MB", row=feed.number + 1
                )
            while feed.done:
                yield feed.done.popleft()
        parser.close()
    except DefusedXmlException:
        yield from feed.done
        expected = "a feed without a document type or entities of its own"
        raise Unusable.file(path.name, expected, row=feed.number) from None
    except (ParseError, ValueError) as error:  # ValueError: an encoding that expat does not know
        yield from feed.done
        line = getattr(error, "position", (1, 0))[0]
        raise Unusable.file(
            path.name, f"well-formed XML; it breaks at line {line}", row=feed.number
        ) from None
    if not feed.number:
        raise Unusable.file(path.name, "<item> or <entry> elements, as in an RSS or Atom feed")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


class _Feed:
    """What the parser tells: where items begin and end, and the texts in them."""

    def __init__(self) -> None:
        self.number = 0
        self.done: deque[Row] = deque()
        self.heard = 0
        self.silent = 0
        self._depth = 0  #: within an item, the item itself being 1
        self._field: str | None = None
        self._text: list[str] = []
        self._size = 0
        self._cells: dict[str, str] = {}

    def start(self, tag: str, _attributes: object) -> None:
        self.heard += 1
        if self._depth or _local(tag) in _ITEMS:
            self._depth += 1
        if self._depth == 2:
            self._field, self._text, self._size = _FIELDS.get(_local(tag)), [], 0

    def data(self, text: str) -> None:
        self.heard += 1
        if self._field and self._depth >= 2:
            self._size += len(text)
            if self._size <= MOST_IN_TEXT or not self._text:
                self._text.append(text)

    def end(self, _tag: str) -> None:
        self.heard += 1
        if self._depth == 2 and self._field:
            self._keep(self._field, "".join(self._text).strip())
        if self._depth == 1:
            self.number += 1
            self.done.append(Row(self.number, self._cells, _HEADERS))
            self._cells = {}
        self._depth = max(0, self._depth - 1)

    def close(self) -> None:
        pass

    def _keep(self, field: str, text: str) -> None:
        if self._size > MOST_IN_TEXT:
            self._cells[field] = Unfit(text[:200], f"at most {MOST_IN_TEXT:,} characters")
        elif field == "images" and self._cells.get(field):
            self._cells[field] = f"{self._cells[field]}|{text}"[:MOST_IN_TEXT]
        elif text:
            self._cells.setdefault(field, text)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
