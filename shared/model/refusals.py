"""What an answer that is none means for the turn, and what an operator has to hear of it.

Retrying is the queue's: a limit is waited for as long as the provider asks, an outage by the queue's own patience, and
what is wrong with our set-up is told to an operator, once an hour and instance rather than with every message.
"""

import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from shared.errors import (
    ContentFiltered,
    ContextTooLong,
    ModelForbidden,
    ModelGone,
    ModelRefused,
    ModelUnavailable,
)
from shared.retry_after import retry_after
from shared.telemetry import event

if TYPE_CHECKING:
    from openai import APIError

E = TypeVar("E", ModelUnavailable, ModelRefused, ModelUnavailable | ModelRefused)

#: As finish reason and as error code.
FILTERED = "content_filter"
_REFUSALS: Mapping[str, type[ModelRefused]] = {
    FILTERED: ContentFiltered,
    "content_policy_violation": ContentFiltered,
    "context_length_exceeded": ContextTooLong,
}
#: A 429 of OpenAI that passes when somebody pays.
QUOTA_SPENT = "insufficient_quota"
_CODE = re.compile(r"[A-Za-z_]{1,60}")
_AGAIN_AFTER = 3600.0


def as_ours(error: "APIError") -> ModelUnavailable | ModelRefused:
    """The SDK's error as one of ours, with codes and delays and no word of what the provider wrote."""
    from openai import APIStatusError

    if not isinstance(error, APIStatusError):
        return ModelUnavailable(f"the model was not reached: {type(error).__name__}")
    status, code = error.status_code, _code(error.code)
    sentence = f"the model answered {status}: {code}"
    if status in {408, 409, 429} or status >= 500:
        return ModelUnavailable(sentence, after=retry_after(error.response.headers))
    if status in {404, 410}:
        return ModelGone(sentence)
    if status in {401, 403}:
        return ModelForbidden(sentence)
    return _REFUSALS.get(code, ModelRefused)(sentence)


def _code(given: object) -> str:
    """A provider's word for what is wrong, such as `context_length_exceeded`; anything longer may be a quotation."""
    return given if isinstance(given, str) and _CODE.fullmatch(given) else "no code"


class Told:
    """What an operator was told lately."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at: dict[tuple[str, str], float] = {}

    def gone(self, error: ModelGone, model: str, *, others: int) -> None:
        if self._is_due("gone", model):
            event("model.gone", level=logging.ERROR, model=model, sentence=str(error), others=others)

    def refused(self, error: E, model: str) -> E:
        """The error itself, told when it is one of our set-up."""
        of_our_set_up = isinstance(error, ModelForbidden) or QUOTA_SPENT in str(error)
        if of_our_set_up and self._is_due("refused", model):
            event("model.not_ours", level=logging.ERROR, model=model, sentence=str(error))
        return error

    def _is_due(self, what: str, model: str) -> bool:
        now, before = self._clock(), self._at.get((what, model))
        if before is not None and now - before < _AGAIN_AFTER:
            return False
        self._at[what, model] = now
        return True
