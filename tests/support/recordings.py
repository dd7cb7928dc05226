"""The file that holds what a release asks of its database: a header with every statement, then one transaction a line.

Values that JSON has not are objects with one key that tells their type. A tenant is in its transaction's first
statement, the `set_config` that the product sends.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from uuid import UUID

_DECODERS: dict[str, Any] = {
    "at": datetime.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "uuid": UUID,
    "hex": bytes.fromhex,
    "decimal": Decimal,
}


@dataclass(slots=True)
class Statement:
    sql: str
    columns: dict[str, str] = field(default_factory=dict)  #: what comes back, with PostgreSQL's types


@dataclass(frozen=True, slots=True)
class Asked:
    """One execution of a statement."""

    statement: str
    params: dict[str, Any]
    rows: int  #: returned or, where nothing returns, affected


@dataclass(frozen=True, slots=True)
class Recorded:
    """One transaction."""

    asked: list[Asked]
    committed: bool


@dataclass(slots=True)
class Recording:
    release: str
    statements: dict[str, Statement]
    transactions: list[Recorded] = field(default_factory=list)

    @property
    def never_asked(self) -> list[str]:
        asked = {asked.statement for transaction in self.transactions for asked in transaction.asked}
        return sorted(set(self.statements) - asked)

    def write(self, file: Path) -> None:
        statements = {name: asdict(statement) for name, statement in self.statements.items()}
        lines: list[Any] = [{"release": self.release, "statements": statements}]
        for transaction in self.transactions:
            asked = [[a.statement, encoded(a.params), a.rows] for a in transaction.asked]
            lines.append({"ends": "COMMIT" if transaction.committed else "ROLLBACK", "asked": asked})
        text = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
        file.write_text(f"{text}\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Self:
        # Not splitlines: JSON may hold characters that it takes for ends of lines.
        header, *lines = map(json.loads, file.read_text(encoding="utf-8").rstrip("\n").split("\n"))
        statements = {name: Statement(**statement) for name, statement in header["statements"].items()}
        recording = cls(header["release"], statements)
        for line in lines:
            asked = [Asked(name, _decoded_all(params), rows) for name, params, rows in line["asked"]]
            recording.transactions.append(Recorded(asked, line["ends"] == "COMMIT"))
        return recording


def encoded(value: Any) -> Any:
    match value:
        case dict():
            return {name: encoded(item) for name, item in value.items()}
        case list() | tuple():
            return [encoded(item) for item in value]
        case datetime():
            return {"at": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case UUID():
            return {"uuid": str(value)}
        case bytes():
            return {"hex": value.hex()}
        case Decimal():
            return {"decimal": str(value)}
    return value


def decoded(value: Any) -> Any:
    match value:
        case list():
            return [decoded(item) for item in value]
        case dict():
            ((tag, text),) = value.items()
            return _DECODERS[tag](text)
    return value


def _decoded_all(params: dict[str, Any]) -> dict[str, Any]:
    return {name: decoded(value) for name, value in params.items()}
