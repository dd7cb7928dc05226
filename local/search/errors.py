"""Every refusal of the search stand-in, in the shape and with the wording of the service where it is known.

The SDK shows the message to whoever debugs, so "not supported here" must be told apart from "the service would refuse
this": the former says so in its first words.
"""

from typing import Any


class RequestError(Exception):
    def __init__(self, status: int, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code

    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message}}


def invalid(details: str) -> RequestError:
    return RequestError(400, f"The request is invalid. Details: {details}")


def bad_expression(problem: str, parameter: str) -> RequestError:
    return RequestError(400, f"Invalid expression: {problem}\r\nParameter name: {parameter}")


def unsupported(what: str) -> RequestError:
    return RequestError(400, f"The local search stand-in does not support {what}.", code="StandInLimitation")
