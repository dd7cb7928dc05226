"""Refusals in the platform's shape: message, type, param, code."""

from collections.abc import Mapping
from typing import Any

_TYPES = {401: "invalid_request_error", 404: "invalid_request_error", 429: "requests"}


class ApiError(Exception):
    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        kind = "server_error" if self.status >= 500 else _TYPES.get(self.status, "invalid_request_error")
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}


def unsupported(what: str) -> ApiError:
    return ApiError(400, f"The local model stand-in does not support {what}.", code="stand_in_limitation")
