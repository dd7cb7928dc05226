"""Which models exist here, and which request parameters each family takes.

The families differ exactly where products break after a model change: the GPT-5 family knows no `temperature` and no
`max_tokens`, gpt-4o knows no `reasoning_effort`.
"""

from collections.abc import Mapping
from typing import Any

from local.model.errors import ApiError, unsupported

CHAT_MODELS = ("gpt-4o", "gpt-5.1", "gpt-5-mini")
EMBEDDING_MODELS = ("text-embedding-3-small",)

_COMMON = frozenset(
    {
        "model",
        "messages",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "max_completion_tokens",
        "max_tokens",
        "n",
        "seed",
        "stop",
        "stream",
        "user",
        "metadata",
        "store",
        "service_tier",
        "response_format",
        "safety_identifier",
        "prompt_cache_key",
    }
)
_SAMPLING = frozenset(
    {
        "temperature",
        "top_p",
        "presence_penalty",
        "frequency_penalty",
        "logprobs",
        "top_logprobs",
        "logit_bias",
    }
)
_REASONING = frozenset({"reasoning_effort", "verbosity"})

_EFFORTS = {"gpt-5.1": ("none", "low", "medium", "high"), "gpt-5-mini": ("minimal", "low", "medium", "high")}


def check_model(model: Any, known: tuple[str, ...]) -> str:
    if not isinstance(model, str) or not model:
        raise ApiError(400, "you must provide a model parameter")
    if model not in known:
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise ApiError(404, message, code="model_not_found")
    return model


def reasons(model: str) -> bool:
    return model.startswith("gpt-5")


def check_parameters(body: Mapping[str, Any], model: str) -> None:
    sent = {name: value for name, value in body.items() if value is not None}
    for name in sent.keys() - _COMMON - _SAMPLING - _REASONING:
        raise ApiError(400, f"Unrecognized request argument supplied: {name}")
    if reasons(model):
        _check_reasoning_family(sent, model)
    else:
        for name in sorted(sent.keys() & _REASONING):
            raise ApiError(400, f"Unrecognized request argument supplied: {name}")
        _check_ranges(sent)
    _check_lengths(sent)
    _check_limitations(sent)


def _check_reasoning_family(sent: Mapping[str, Any], model: str) -> None:
    if "max_tokens" in sent:
        raise _not_supported("max_tokens", " Use 'max_completion_tokens' instead.")
    if sent.get("temperature", 1) != 1:
        raise ApiError(
            400,
            f"Unsupported value: 'temperature' does not support {sent['temperature']} with this model. Only the default "
            "(1) value is supported.",
            param="temperature",
            code="unsupported_value",
        )
    for name in sorted(sent.keys() & (_SAMPLING - {"temperature"})):
        raise _not_supported(name)
    effort = sent.get("reasoning_effort")
    if effort is not None and effort not in _EFFORTS[model]:
        raise ApiError(
            400,
            f"Unsupported value: 'reasoning_effort' does not support '{effort}' with this model. Supported values are: "
            f"{', '.join(map(repr, _EFFORTS[model]))}.",
            param="reasoning_effort",
            code="unsupported_value",
        )


def _not_supported(name: str, advice: str = "") -> ApiError:
    message = f"Unsupported parameter: '{name}' is not supported with this model.{advice}"
    return ApiError(400, message, param=name, code="unsupported_parameter")


def _check_ranges(sent: Mapping[str, Any]) -> None:
    for name, most in (("temperature", 2), ("top_p", 1)):
        value = sent.get(name, 1)
        if not isinstance(value, (int, float)) or not 0 <= value <= most:
            raise ApiError(400, f"Invalid '{name}': expected a number between 0 and {most}.", param=name)


def _check_lengths(sent: Mapping[str, Any]) -> None:
    if "max_tokens" in sent and "max_completion_tokens" in sent:
        raise ApiError(
            400, "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        )
    for name in ("max_tokens", "max_completion_tokens"):
        value = sent.get(name, 1)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ApiError(400, f"Invalid '{name}': expected an integer of at least 1.", param=name)


def _check_limitations(sent: Mapping[str, Any]) -> None:
    if sent.get("stream"):
        raise unsupported("streaming")
    if sent.get("n", 1) != 1:
        raise unsupported("more than one choice")
    if (sent.get("response_format") or {}).get("type", "text") != "text":
        raise unsupported("response formats other than text")
    if sent.get("logprobs") or sent.get("stop"):
        raise unsupported("log probabilities and stop sequences")
