"""What the broker refuses, in the words an AMQP client understands.

A condition decides the exception class in the SDKs and whether they retry; the list is closed so that a
mistyped condition cannot reach the wire, where every client would take it for an unknown, retryable fault.
"""

from enum import StrEnum

from local.servicebus.vocabulary import ERROR
from local.servicebus.wiretypes import Described, Symbol


class Condition(StrEnum):
    NOT_FOUND = "amqp:not-found"
    NOT_ALLOWED = "amqp:not-allowed"
    NOT_IMPLEMENTED = "amqp:not-implemented"
    UNAUTHORIZED = "amqp:unauthorized-access"
    INVALID_FIELD = "amqp:invalid-field"
    DECODE_ERROR = "amqp:decode-error"
    INTERNAL_ERROR = "amqp:internal-error"
    CONNECTION_FORCED = "amqp:connection:forced"
    HANDLE_IN_USE = "amqp:session:handle-in-use"
    TOO_LARGE = "amqp:link:message-size-exceeded"
    TIMEOUT = "com.microsoft:timeout"
    ARGUMENT_ERROR = "com.microsoft:argument-error"
    MESSAGE_NOT_FOUND = "com.microsoft:message-not-found"
    MESSAGE_LOCK_LOST = "com.microsoft:message-lock-lost"
    SESSION_LOCK_LOST = "com.microsoft:session-lock-lost"
    SESSION_CANNOT_BE_LOCKED = "com.microsoft:session-cannot-be-locked"


class BrokerError(Exception):
    def __init__(self, condition: Condition, description: str) -> None:
        super().__init__(f"{condition}: {description}")
        self.condition = condition
        self.description = description

    def encodable(self) -> Described:
        """All three fields, always: with two, azure-servicebus swallows an IndexError and waits for ever."""
        return Described(ERROR, [Symbol(self.condition), self.description, None])
