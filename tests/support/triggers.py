"""The triggers of function_app.py by function name, as the platform finds them."""

import importlib
import sys
from typing import Any


def triggers(kind: str) -> dict[str, Any]:
    """Of one kind, such as `httpTrigger`. The app is imported anew: its functions can be asked for once only."""
    sys.modules.pop("function_app", None)
    functions = importlib.import_module("function_app").app.get_functions()
    sys.modules.pop("function_app", None)
    found = {function.get_function_name(): function.get_trigger() for function in functions}
    return {name: trigger for name, trigger in found.items() if trigger.type == kind}
