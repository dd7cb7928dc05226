"""Does a function's Python signature fit its bindings? The worker's own rules, and its reasons.

The platform's worker refuses the whole app for one function that does not fit, so every check here raises
`FunctionLoadError` and none repairs anything. Some rules are surprising and are kept on purpose: a builtin
`list[...]` and an `X | None` are "non-type" annotations, `typing.List[...]` is fine.
"""

import collections.abc
import inspect
import types
import typing
from dataclasses import dataclass
from typing import Any

import azure.functions as func
from azure.functions import meta
from azure.functions.decorators.core import Binding
from azure.functions.decorators.function_app import Function

#: the converter of parameters annotated `str` or `bytes`: the body alone
GENERIC = "generic"
RETURN = "$return"
_OUT = 1


class FunctionLoadError(RuntimeError):
    def __init__(self, function_name: str, reason: str) -> None:
        super().__init__(f"cannot load the {function_name} function: {reason}")


@dataclass(frozen=True)
class Signature:
    converter: str  #: of the trigger's parameter
    takes_context: bool
    returns: str | None  #: the binding type behind `$return`


def converter(kind: str | None) -> Any:
    """The azure-functions class that decodes or encodes this type of binding; None where there is none."""
    return meta.get_binding_registry().get(kind)  # type: ignore[no-untyped-call]  # the library leaves it bare


def check(function: Function) -> Signature:
    name = function.get_function_name() or ""
    call = function.get_user_function()
    parameters = dict(inspect.signature(call).parameters)
    annotations = typing.get_type_hints(call)
    bindings: list[Binding] = function.get_bindings()
    bound = {binding.name: binding for binding in bindings if binding.name != RETURN}

    takes_context = "context" in parameters and "context" not in bound
    if takes_context:
        del parameters["context"]
        _check_context(name, annotations)
    _check_names(name, set(parameters), set(bound))
    converters = {key: _converter(name, bound[key], annotations) for key in parameters}
    trigger = function.get_trigger()
    assert trigger is not None  # building a function without one raises
    return Signature(converters[trigger.name], takes_context, _return_type(name, bindings, annotations))


def _check_context(name: str, annotations: dict[str, Any]) -> None:
    expected = annotations.get("context", func.Context)
    if not isinstance(expected, type) or expected.__name__ != "Context":
        raise FunctionLoadError(
            name, f'the "context" parameter must be of type azure.functions.Context, got {expected!r}'
        )


def _check_names(name: str, parameters: set[str], bound: set[str]) -> None:
    if parameters - bound:
        raise FunctionLoadError(
            name,
            "the following parameters are declared in Python but not in function.json: "
            f"{parameters - bound!r}",
        )
    if bound - parameters:
        raise FunctionLoadError(
            name,
            "the following parameters are declared in function.json but not in Python: "
            f"{bound - parameters!r}",
        )


def _converter(name: str, binding: Binding, annotations: dict[str, Any]) -> str:
    if binding.name not in annotations or binding.direction == _OUT:
        return binding.type or GENERIC
    annotation = annotations[binding.name]
    if not _is_plain_class(annotation) and not _is_generic(annotation):
        raise FunctionLoadError(
            name, f"binding {binding.name} has invalid non-type annotation {annotation!r}"
        )
    if annotation in {str, bytes}:
        return GENERIC
    known = converter(binding.type)
    if known is not None and not known.check_input_type_annotation(annotation):
        raise FunctionLoadError(
            name,
            f'binding type "{binding.name}" and dataType "{binding.type}" in function.json do not match the '
            f'corresponding function parameter\'s Python type annotation "{annotation.__name__}"',
        )
    return binding.type or GENERIC


def _return_type(name: str, bindings: list[Binding], annotations: dict[str, Any]) -> str | None:
    returned = [binding.type for binding in bindings if binding.name == RETURN]
    if not returned:
        return None
    if "return" in annotations:
        annotation = annotations["return"]
        if not _is_plain_class(annotation):
            raise FunctionLoadError(name, f"has invalid non-type return annotation {annotation!r}")
        known = converter(returned[0])
        if known is not None and not known.check_output_type_annotation(annotation):
            raise FunctionLoadError(
                name,
                f'Python return annotation "{annotation.__name__}" does not match binding type "{returned[0]}"',
            )
    return returned[0]


def _is_plain_class(annotation: Any) -> bool:
    return isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias)


def _is_generic(annotation: Any) -> bool:
    """What the worker's bundled `typing_inspect` calls generic: spelt through `typing`, and not a union."""
    if isinstance(annotation, types.GenericAlias | types.UnionType):
        return False
    origin = typing.get_origin(annotation)
    return origin is not None and origin not in {
        typing.Union,
        typing.ClassVar,
        tuple,
        collections.abc.Callable,
    }
