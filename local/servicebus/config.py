"""queues.json: which queues there are and whose key may do what.

Names follow the portal's. Times are seconds; everything but a name has the service's default:

    {"queues": [{"name": "inbound", "requiresSession": true, "duplicateDetectionWindow": 600,
                 "lockDuration": 60, "maxDeliveryCount": 10, "defaultTtl": null,
                 "deadLetterOnExpiry": false, "maxMessageSize": 262144}],
     "rules":  [{"name": "RootManageSharedAccessKey", "key": "…", "claims": ["Send", "Listen", "Manage"]}]}

A window of null means no duplicate detection; Manage includes the other two claims. Keys come from the caller,
who makes them at the first start. An unknown or misspelt member is an error, not a default.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

CLAIMS = frozenset({"Send", "Listen", "Manage"})


class ConfigError(ValueError):
    """The configuration says something that cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    name: str
    requires_session: bool = False
    duplicate_detection_window: float | None = None
    lock_duration: float = 60.0
    #: None on dead-letter queues, where a message may be tried without end.
    max_delivery_count: int | None = 10
    default_ttl: float | None = None
    dead_letter_on_expiry: bool = False
    max_message_size: int = 262144


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    key: str = field(repr=False)
    claims: frozenset[str]


@dataclass(frozen=True, slots=True)
class Config:
    queues: tuple[QueueConfig, ...]
    rules: tuple[Rule, ...]

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Self:
        _known(document, {"queues", "rules"}, "the configuration")
        queues = tuple(_queue(entry) for entry in document.get("queues", ()))
        rules = tuple(_rule(entry) for entry in document.get("rules", ()))
        names = [queue.name.lower() for queue in queues]
        if len(set(names)) != len(names):
            raise ConfigError("two queues have the same name; upper and lower case are one")
        if not rules:
            raise ConfigError("without a rule nobody could connect")
        return cls(queues, rules)

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise ConfigError(f"{path} is not JSON: {error}") from error
        if not isinstance(document, dict):
            raise ConfigError(f"{path} must hold one JSON object")
        return cls.parse(document)


_QUEUE_MEMBERS = {
    "name": "name",
    "requiresSession": "requires_session",
    "duplicateDetectionWindow": "duplicate_detection_window",
    "lockDuration": "lock_duration",
    "maxDeliveryCount": "max_delivery_count",
    "defaultTtl": "default_ttl",
    "deadLetterOnExpiry": "dead_letter_on_expiry",
    "maxMessageSize": "max_message_size",
}


def _queue(entry: Mapping[str, Any]) -> QueueConfig:
    _known(entry, set(_QUEUE_MEMBERS), "a queue")
    queue = QueueConfig(**{_QUEUE_MEMBERS[key]: value for key, value in entry.items()})
    if not queue.name or "$" in queue.name:
        raise ConfigError(f"a queue cannot be called {queue.name!r}")
    positive = (queue.lock_duration, queue.max_delivery_count, queue.max_message_size)
    if any(not value or value <= 0 for value in positive):
        raise ConfigError(f"queue {queue.name}: durations, counts and sizes are above zero")
    return queue


def _rule(entry: Mapping[str, Any]) -> Rule:
    _known(entry, {"name", "key", "claims"}, "a rule")
    claims = frozenset(entry.get("claims", ()))
    if not entry.get("name") or not entry.get("key"):
        raise ConfigError("a rule has a name and a key")
    if not claims or claims - CLAIMS:
        raise ConfigError(f"rule {entry['name']}: claims are among Send, Listen and Manage")
    return Rule(entry["name"], entry["key"], claims | {"Send", "Listen"} if "Manage" in claims else claims)


def _known(entry: Mapping[str, Any], members: set[str], what: str) -> None:
    if "name" in members and not entry.get("name"):
        raise ConfigError(f"{what} has no name")
    if unknown := set(entry) - members:
        raise ConfigError(f"{what} has no member {', '.join(sorted(unknown))}")
