"""Asks a database what a release recorded: every statement must still run, find as many rows, and bring its columns.

More columns may come back, and other values: only what the recorded release relied on is held against the schema.
"""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from tests.support.recordings import Asked, Recording


class Incompatible(Exception):
    """The first statement of the recorded release that the schema no longer serves."""


def replay(app_url: str, recording: Recording, *, older: timedelta = timedelta(0)) -> int:
    """How many statements were asked. `older` moves the recorded times back, as if that much had passed since."""
    count = 0
    # No prepared statements: the product has none, and a plan kept from before could hide what changed.
    with psycopg.connect(app_url, autocommit=True, prepare_threshold=None) as connection:
        for transaction in recording.transactions:
            with connection.transaction(force_rollback=not transaction.committed):
                for asked in transaction.asked:
                    _ask(connection, recording, asked, older)
                    count += 1
    return count


def _ask(connection: psycopg.Connection, recording: Recording, asked: Asked, older: timedelta) -> None:
    statement = recording.statements[asked.statement]
    params = {name: _aged(value, older) for name, value in asked.params.items()}
    try:
        cursor = connection.execute(statement.sql.encode(), params)
    except psycopg.Error as error:
        raise Incompatible(f"{asked.statement}: {type(error).__name__}: {error}") from error
    if cursor.rowcount != asked.rows:
        raise Incompatible(f"{asked.statement}: {cursor.rowcount} rows instead of {asked.rows}")
    columns = {column.name: column.type_display for column in cursor.description or ()}
    lost = [f"{name} {kind}" for name, kind in statement.columns.items() if columns.get(name) != kind]
    if lost:
        raise Incompatible(f"{asked.statement}: no longer brings {', '.join(lost)}")


def _aged(value: Any, older: timedelta) -> Any:
    return value - older if isinstance(value, datetime) else value
