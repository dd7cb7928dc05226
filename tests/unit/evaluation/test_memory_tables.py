"""The tables in memory know whatever a tool may ask, so that a real model that calls it meets no outage of the evaluation's."""

import pkgutil
from importlib import import_module

import pytest

from ops.eval.memory_tables import MemoryTables
from ops.eval.thread import NOBODY
from process import pointed_at, tools
from tests.unit.evaluation.scenarios import CASES

READERS = [
    pointed_at,
    *(import_module(f"process.tools.{module.name}") for module in pkgutil.iter_modules(tools.__path__)),
]
STATEMENTS = {
    f"{reader.__name__} {name}": statement
    for reader in READERS
    for name, statement in getattr(reader, "SQL", {}).items()
}


@pytest.mark.parametrize("named", STATEMENTS)
def test_a_statement_of_a_tool_has_an_answer(named: str) -> None:
    shop = CASES[0].shop
    assert shop is not None
    assert STATEMENTS[named] in MemoryTables(NOBODY, shop).answers
