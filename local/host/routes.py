"""Which function answers a path and a method.

Templates are tried one after the other in the order of their functions' names, as the platform does: no rule
prefers a literal over a parameter, so a catch-all function called `api` shadows the route `webhook` of one
called `receive`. Literals ignore case, a trailing slash does not matter, and values arrive percent-decoded
except for an escaped slash.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

_PARAMETER = re.compile(r"\{(?P<star>\*{0,2})(?P<name>\w+)(?::(?P<constraints>[a-z:]+))?(?P<optional>\??)\}")
_CONSTRAINTS = {
    "alpha": r"[A-Za-z]*",
    "bool": r"(?i:true|false)",
    "guid": r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}",
    "int": r"-?\d{1,10}",
    "long": r"-?\d{1,19}",
}
_ESCAPED_SLASH = re.compile("(%2f)", re.IGNORECASE)

Target = TypeVar("Target")


class RouteError(ValueError):
    """A route template that cannot be matched here, and why."""


@dataclass(frozen=True)
class _Segment:
    pattern: str
    constraints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Route(Generic[Target]):
    name: str
    methods: frozenset[str]  #: empty means every method
    pattern: re.Pattern[str]
    constraints: tuple[tuple[str, str], ...]
    target: Target

    def match(self, path: str) -> dict[str, str] | None:
        found = self.pattern.fullmatch(path)
        if not found:
            return None
        values = {name: value for name, value in found.groupdict().items() if value}
        for name, kind in self.constraints:
            if name in values and not re.fullmatch(_CONSTRAINTS[kind], values[name]):
                return None
        return values


def compile_route(
    template: str, *, name: str, methods: Iterable[str], target: Target, prefix: str = ""
) -> Route[Target]:
    whole = "/".join(part for part in (prefix.strip("/"), template.strip("/")) if part)
    segments = [_segment(text) for text in whole.split("/")]
    return Route(
        name=name,
        methods=frozenset(method.upper() for method in methods),
        pattern=re.compile("".join(segment.pattern for segment in segments) + "/?", re.IGNORECASE),
        constraints=tuple(rule for segment in segments for rule in segment.constraints),
        target=target,
    )


class Router(Generic[Target]):
    def __init__(self, routes: Iterable[Route[Target]]) -> None:
        self._routes = sorted(routes, key=lambda route: route.name.casefold())

    def find(self, method: str, raw_path: str) -> tuple[Target, dict[str, str]] | None:
        path = "/".join(_decoded(segment) for segment in raw_path.split("/"))
        for route in self._routes:
            if route.methods and method not in route.methods:
                continue
            if (values := route.match(path)) is not None:
                return route.target, values
        return None


def _segment(text: str) -> _Segment:
    if "{" not in text and "}" not in text:
        return _Segment("/" + re.escape(text))
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise RouteError(f"{text!r} is neither a literal nor one whole parameter")
    kinds = [kind for kind in (found["constraints"] or "").split(":") if kind]
    for kind in kinds:
        if kind not in _CONSTRAINTS:
            raise RouteError(f"route constraint {kind!r} is not one of {', '.join(_CONSTRAINTS)}")
    return _Segment(_parameter(found), tuple((found["name"], kind) for kind in kinds))


def _parameter(found: re.Match[str]) -> str:
    name = found["name"]
    if found["star"]:
        return f"(?:/(?P<{name}>.*))?"
    value = f"/(?P<{name}>[^/]+)"
    return f"(?:{value})?" if found["optional"] else value


def _decoded(segment: str) -> str:
    if "%" not in segment:
        return segment
    pieces = _ESCAPED_SLASH.split(segment)
    return "".join(piece if index % 2 else unquote(piece) for index, piece in enumerate(pieces))
