"""Graph errors, with the codes and words a client of graph.instagram.com meets.

One exception carries what the wire needs. Clients must decide on code and subcode; type, message and HTTP status are
as seen on this host, where `IGApiException` is common and only token and path errors stay `OAuthException`.
"""

from collections.abc import Mapping
from typing import Any

_MESSAGES = {
    1: "An unknown error has occurred.",
    2: "An unexpected error has occurred. Please retry your request later.",
    4: "Application request limit reached",
    3: "Application does not have the capability to make this API call.",
    9: "No matching user found",
    10: "Application does not have permission for this action",
    17: "User request limit reached",
    32: "Page request limit reached",
    190: "Error validating access token: Session has expired.",
    200: "Permissions error",
    230: "User consent is required to access user profile",
    341: "Application limit reached",
    368: "The action attempted has been deemed abusive or is otherwise disallowed",
    551: "This person isn't available right now.",
    613: "Calls to this api have exceeded the rate limit.",
    80002: "There have been too many calls to this Instagram account. Wait a bit and try again.",
}


class GraphError(Exception):
    def __init__(
        self,
        code: int,
        subcode: int | None = None,
        message: str | None = None,
        *,
        status: int = 400,
        transient: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message or _MESSAGES.get(code, "The request could not be completed."))
        self.code = code
        self.subcode = subcode
        self.status = status
        self.transient = transient
        self.headers = dict(headers or {})

    def body(self, trace: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "message": str(self),
            "type": "OAuthException" if self.code in {190, 2500} else "IGApiException",
            "code": self.code,
        }
        if self.subcode is not None:
            told["error_subcode"] = self.subcode
        if self.transient:
            told["is_transient"] = True
        return {"error": told | {"fbtrace_id": trace}}


def bad_token() -> GraphError:
    return GraphError(190, message="Invalid OAuth access token - Cannot parse access token")


def bad_parameter(message: str) -> GraphError:
    return GraphError(100, message=f"(#100) {message}")


def bad_message(message: str) -> GraphError:
    return GraphError(100, 2534015, f"(#100) {message}")


def unknown_recipient() -> GraphError:
    return GraphError(100, 2534014, "The requested user cannot be found.")


def unusable_comment() -> GraphError:
    return GraphError(100, 2534025, "The comment is invalid for a private reply.")


def unknown_object(node: str, verb: str) -> GraphError:
    words = f"Unsupported {verb} request. Object with ID '{node}' does not exist, cannot be loaded due to missing permissions, or does not support this operation"
    return GraphError(100, 33, words)


def too_much_data() -> GraphError:
    words = "Please reduce the amount of data you're asking for, then retry your request"
    return GraphError(1, message=words, status=500)


def unsupported_method(verb: str) -> GraphError:
    return GraphError(100, message=f"Unsupported request - method type: {verb}")


def unknown_path(path: str) -> GraphError:
    return GraphError(2500, message=f"Unknown path components: /{path}")


def outside_window(status: int) -> GraphError:
    return GraphError(10, 2534022, "This message is sent outside of allowed window.", status=status)


def no_consent() -> GraphError:
    return GraphError(230, status=403)


def message_gone() -> GraphError:
    return GraphError(9000001, message="This message has been deleted or can no longer be read.")
