"""From a folder to the functions that can run, or to the platform's reason why they cannot.

Two parties say no. The worker imports function_app.py and checks it: whatever it dislikes costs *all*
functions, and every route answers 404. The host then looks at each function's bindings: what it dislikes
costs that one function. Both refusals are found here before anything listens.
"""

import importlib
import logging
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any

from azure.functions import FunctionRegister
from azure.functions.decorators.core import Cardinality, Trigger
from azure.functions.decorators.function_app import Function

from local.host import signatures

MODULE = "function_app"
SCRIPT = f"{MODULE}.py"
TRIGGERS = ("httpTrigger", "serviceBusTrigger", "timerTrigger")

_BINDING_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]{0,127}")
_FUNCTION_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,127}")
_log = logging.getLogger("Host.Startup")


@dataclass(frozen=True)
class LoadedFunction:
    name: str
    call: Callable[..., Any]
    trigger: Trigger
    signature: signatures.Signature
    folder: Path
    is_async: bool


@dataclass
class Index:
    functions: list[LoadedFunction] = field(default_factory=list)
    #: one sentence each, as GET /admin/host/status shows them
    errors: list[str] = field(default_factory=list)

    def reject(self, name: str, reason: str) -> None:
        """Lose one function and keep the others."""
        self.functions = [function for function in self.functions if function.name != name]
        self.errors.append(f"The '{name}' function is in error: {reason}")
        _log.error("%s", self.errors[-1])


def load(folder: Path) -> Index:
    """Import and index an app; call it inside the running loop, with `folder` first on `sys.path`."""
    index = Index()
    if not (folder / SCRIPT).exists():
        index.errors.append(f"No job functions found: there is no {SCRIPT} in {folder}")
        _log.error("%s", index.errors[-1])
        return index
    try:
        functions = _functions(_import_app())
        candidates = [_loaded(function, folder) for function in functions]
    except Exception as error:  # noqa: BLE001 - an app may fail to import in any way; the platform reports it and starts
        index.errors.append(f"Worker failed to index functions: {type(error).__name__}: {error}")
        _log.error("%s\n%s", index.errors[-1], traceback.format_exc())
        return index
    if not functions:
        index.errors.append(f"No job functions found: {SCRIPT} declares none")
        _log.error("%s", index.errors[-1])
    for function, candidate in zip(functions, candidates, strict=True):
        if reason := _refusal(function, candidate.trigger):
            index.reject(candidate.name, reason)
        else:
            index.functions.append(candidate)
    return index


def _import_app() -> ModuleType:
    """Import afresh: two hosts of one process, one after the other, are two apps."""
    importlib.invalidate_caches()
    sys.modules.pop(MODULE, None)
    try:
        return importlib.import_module(MODULE)
    except ImportError as error:
        raise type(error)(
            f"{error}. Cannot find module. Please check the requirements.txt file for the missing module. "
            f"Current sys.path: {sys.path}"
        ) from error


def _functions(module: ModuleType) -> list[Function]:
    apps = [value for value in vars(module).values() if isinstance(value, FunctionRegister)]
    if not apps:
        raise ValueError(f"Could not find top level function app instances in {SCRIPT}.")
    if len(apps) > 1:
        raise ValueError(
            f"More than one {type(apps[0]).__name__} or other top level function app instances are defined."
        )
    return apps[0].get_functions()  # once only: a second call finds its own names taken


def _loaded(function: Function, folder: Path) -> LoadedFunction:
    signature = signatures.check(function)
    trigger = function.get_trigger()
    assert trigger is not None  # building a function without one raises
    call = function.get_user_function()
    return LoadedFunction(
        name=function.get_function_name() or "",
        call=call,
        trigger=trigger,
        signature=signature,
        folder=folder,
        is_async=iscoroutinefunction(call),
    )


def _refusal(function: Function, trigger: Trigger) -> str | None:
    """Why the host will not run a function that the worker accepts."""
    name = function.get_function_name() or ""
    if not _FUNCTION_NAME.fullmatch(name):
        return f"'{name}' is not a valid function name."
    for binding in function.get_bindings():
        if binding.name != signatures.RETURN and not _BINDING_NAME.fullmatch(binding.name):
            return (
                f"The binding name {binding.name} is invalid. Please assign a valid name to the binding: "
                f"{_BINDING_NAME.pattern} or {signatures.RETURN}."
            )
        if binding is not trigger and (binding.name, binding.type) != (signatures.RETURN, "http"):
            return f"the local host runs triggers; it has no '{binding.type}' input or output bindings"
    if trigger.type not in TRIGGERS:
        return f"the local host runs {', '.join(TRIGGERS)}; not {trigger.type}"
    return _queue_refusal(trigger) if trigger.type == "serviceBusTrigger" else None


def _queue_refusal(trigger: Trigger) -> str | None:
    if not getattr(trigger, "queue_name", None):
        return "the local host receives from queues; it has no topics"
    if getattr(trigger, "cardinality", None) is Cardinality.MANY:
        return "the local host delivers one message at a time; it has no batches"
    if getattr(trigger, "auto_complete_messages", None) is False:
        return "auto_complete_messages=False: a Python function cannot settle a message itself"
    return None
