"""The `fields=` language of Graph: `id,messages.limit(5){id,from}`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from local.instagram.errors import GraphError, bad_parameter

_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|\.limit\((\d+)\)|([{},]))")


@dataclass(frozen=True)
class Field:
    name: str
    limit: int | None = None
    fields: tuple["Field", ...] = ()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def fields(self) -> list[Field]:
        found = [self._field()]
        while self._take(","):
            found.append(self._field())
        return found

    def finish(self) -> None:
        if self._text[self._at :].strip():
            raise self._error()

    def _field(self) -> Field:
        name = self._next()
        if name is None or name[1] is None:
            raise self._error()
        self._at = name.end()
        limit = self._next()
        if limit is not None and limit[2]:
            self._at = limit.end()
        inner: list[Field] = []
        if self._take("{"):
            inner = self.fields()
            if not self._take("}"):
                raise self._error()
        return Field(name[1], int(limit[2]) if limit is not None and limit[2] else None, tuple(inner))

    def _take(self, mark: str) -> bool:
        found = self._next()
        if found is None or found[3] != mark:
            return False
        self._at = found.end()
        return True

    def _next(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._at)

    def _error(self) -> GraphError:
        return GraphError(2500, message=f"Syntax error in fields at character {self._at}")


@dataclass(frozen=True)
class Asked:
    """The fields a caller wants of a node, and what the node has to give."""

    fields: tuple[Field, ...]

    @classmethod
    def read(cls, text: str | None, default: str) -> Self:
        reader = _Reader(text or default)
        fields = reader.fields()
        reader.finish()
        return cls(tuple(fields))

    def of(self, node: str, values: dict[str, Callable[[Field], Any]]) -> dict[str, Any]:
        """The node with the fields asked for, `id` always among them and absent values left out, as Graph does."""
        unknown = [field.name for field in self.fields if field.name not in values]
        if unknown:
            raise bad_parameter(f"Tried accessing nonexisting field ({unknown[0]}) on node type ({node})")
        wanted: Iterable[Field] = [field for field in self.fields if field.name != "id"]
        told = {field.name: values[field.name](field) for field in wanted}
        return {name: value for name, value in told.items() if value is not None} | {
            "id": values["id"](Field("id"))
        }
