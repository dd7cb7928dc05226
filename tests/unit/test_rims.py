"""No trigger meets the platform without its rim: what it raises there would be logged with everybody's words."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "function_app.py"
#: By the name of the decorator that binds the trigger.
RIMS = {"route": "answer", "service_bus_queue_trigger": "consume", "timer_trigger": "on_time"}
TRIGGERS = [
    function
    for function in ast.walk(ast.parse(APP.read_text(encoding="utf-8")))
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.decorator_list
]


@pytest.mark.parametrize("function", TRIGGERS, ids=lambda function: function.name)
def test_a_trigger_does_its_work_inside_its_rim(function: ast.AsyncFunctionDef) -> None:
    bound = {
        ast.unparse(one.func).split(".")[1] for one in function.decorator_list if isinstance(one, ast.Call)
    }
    (rim,) = [RIMS[name] for name in bound - {"function_name"}]
    awaited = [node.value for node in ast.walk(function) if isinstance(node, ast.Await)]
    assert [ast.unparse(call.func) for call in awaited if isinstance(call, ast.Call)] == [rim]


def test_all_kinds_of_triggers_were_looked_at() -> None:
    assert len(TRIGGERS) >= len(RIMS)
