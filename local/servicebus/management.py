"""The $management node of a queue: everything a client asks for by request and response.

Reads what the request says, calls the engine, writes what the SDKs expect; a refusal becomes the status code and
condition from which they make their exceptions. Fields of a wrong type are refused, not trusted.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from local.servicebus.authorisation import Authorisation
from local.servicebus.broker import Broker
from local.servicebus.broker.message import Message
from local.servicebus.broker.queue import Queue
from local.servicebus.broker.sessions import Session, Sessions
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.messages import Content, parse, render, timestamp
from local.servicebus.requests import Request, Respond
from local.servicebus.wiretypes import Array, DecodeError, Long, Symbol

STATUS = {
    Condition.NOT_FOUND: 404,
    Condition.MESSAGE_NOT_FOUND: 404,
    Condition.MESSAGE_LOCK_LOST: 410,
    Condition.SESSION_LOCK_LOST: 410,
    Condition.UNAUTHORIZED: 401,
    Condition.NOT_ALLOWED: 403,
    Condition.NOT_IMPLEMENTED: 501,
    Condition.TOO_LARGE: 413,
}
NO_CONTENT = 204
#: What a client sends for "all sessions": the end of .NET's calendar.
EVERY_SESSION = 253402300800000
RECEIVE_AND_DELETE = 0
SEND, LISTEN = frozenset({"Send"}), frozenset({"Listen"})


class Answer(NamedTuple):
    value: Any
    status: int = 200


class Fields:
    """The body of a request, read with the type each field must have."""

    def __init__(self, value: Any) -> None:
        self._fields: dict[str, Any] = value if isinstance(value, dict) else {}

    def get(self, name: str, kind: type, default: Any = None) -> Any:
        value = self._fields.get(name)
        if value is None:
            return default
        if not isinstance(value, kind):
            raise _bad(name)
        return value

    def need(self, name: str, kind: type) -> Any:
        value = self.get(name, kind)
        if value is None:
            raise _bad(name)
        return value

    def all(self, name: str, kind: type) -> list[Any]:
        """An array, or the plain list some clients send for one."""
        values = self.need(name, list)
        if not all(isinstance(value, kind) for value in values):
            raise _bad(name)
        return list(values)


class Management:
    def __init__(self, broker: Broker, queue: Queue, authorisation: Authorisation, owner: object) -> None:
        self._broker = broker
        self._queue = queue
        self._authorisation = authorisation
        self._owner = owner

    def handle(self, request: Request, respond: Respond) -> None:
        operation = str(request.application.get("operation", "")).removeprefix("com.microsoft:")
        fields = Fields(request.value)
        try:
            if operation == "schedule-message":
                self._schedule(fields, respond)
                return
            answer = self._answer(operation, fields)
        except BrokerError as error:
            _fail(error, respond)
        else:
            respond({"statusCode": answer.status, "statusDescription": "OK"}, answer.value)

    def _answer(self, operation: str, fields: Fields) -> Answer:
        perform = _OPERATIONS.get(operation)
        if perform is None:
            raise BrokerError(Condition.NOT_IMPLEMENTED, f"there is no operation {operation!r}")
        self._require(SEND if operation == "cancel-scheduled-message" else LISTEN)
        return perform(self, fields)

    def _require(self, claims: frozenset[str]) -> None:
        self._authorisation.require(self._queue.name, claims)

    def _schedule(self, fields: Fields, respond: Respond) -> None:
        self._require(SEND)
        contents = [self._to_schedule(Fields(entry)) for entry in fields.all("messages", dict)]

        def answer(result: list[int] | BrokerError) -> None:
            if isinstance(result, BrokerError):
                _fail(result, respond)
            else:
                numbers = Array(Long(number) for number in result)
                respond({"statusCode": 200, "statusDescription": "OK"}, {"sequence-numbers": numbers})

        self._broker.submit(self._queue, contents, answer)

    def _to_schedule(self, entry: Fields) -> Content:
        payload = entry.need("message", bytes)
        limit = self._queue.config.max_message_size
        if len(payload) > limit:
            raise BrokerError(Condition.TOO_LARGE, f"the message exceeds the maximum of {limit} bytes")
        try:
            content = parse(payload)
        except DecodeError as error:
            raise BrokerError(Condition.ARGUMENT_ERROR, str(error)) from error
        if content.scheduled_for is None:
            raise BrokerError(Condition.ARGUMENT_ERROR, "a scheduled message says when it is to be enqueued")
        return content

    def cancel(self, fields: Fields) -> Answer:
        self._queue.cancel(fields.all("sequence-numbers", int))
        return Answer(None)

    def peek(self, fields: Fields) -> Answer:
        found = self._queue.peek(
            fields.get("from-sequence-number", int, 0),
            fields.get("message-count", int, 1),
            fields.get("session-id", str),
        )
        if not found:
            return Answer({}, NO_CONTENT)
        return Answer({"messages": [{"message": _rendered(message)} for message in found]})

    def receive_deferred(self, fields: Fields) -> Answer:
        messages = self._queue.receive_deferred(
            fields.all("sequence-numbers", int),
            removes=fields.need("receiver-settle-mode", int) == RECEIVE_AND_DELETE,
            session=self._session_if_needed(fields),
        )
        return Answer({"messages": [_locked(message) for message in messages]})

    def renew_locks(self, fields: Fields) -> Answer:
        until = self._queue.renew(fields.all("lock-tokens", UUID))
        return Answer({"expirations": Array(timestamp(when) for when in until)})

    def settle(self, fields: Fields) -> Answer:
        changes = {str(key): value for key, value in fields.get("properties-to-modify", dict, {}).items()}
        reason, description = fields.get("deadletter-reason", str), fields.get("deadletter-description", str)
        queue = self._queue
        apply: dict[str, Callable[[UUID], None]] = {
            "completed": queue.complete,
            "abandoned": lambda token: queue.abandon(token, changes),
            "defered": lambda token: queue.defer(token, changes),
            "suspended": lambda token: queue.bury(token, reason, description, changes),
        }
        status = fields.need("disposition-status", str)
        if status not in apply:
            raise _bad("disposition-status")
        for token in fields.all("lock-tokens", UUID):
            apply[status](token)
        return Answer(None)

    def renew_session(self, fields: Fields) -> Answer:
        session = self._session(fields)
        return Answer({"expiration": timestamp(self._sessions.renew(session))})

    def get_state(self, fields: Fields) -> Answer:
        return Answer({"session-state": self._session(fields).state})

    def set_state(self, fields: Fields) -> Answer:
        self._queue.set_session_state(self._session(fields), fields.get("session-state", bytes))
        return Answer(None)

    def list_sessions(self, fields: Fields) -> Answer:
        since = fields.get("last-updated-time", int, EVERY_SESSION)
        ids = self._sessions.with_news(None if since >= EVERY_SESSION else since / 1000)
        skip, top = fields.get("skip", int, 0), fields.get("top", int, 100)
        page = ids[skip : skip + top]
        if not page:
            return Answer({}, NO_CONTENT)
        return Answer({"skip": skip + len(page), "sessions-ids": Array(page)})

    @property
    def _sessions(self) -> Sessions:
        if self._queue.sessions is None:
            raise BrokerError(
                Condition.NOT_ALLOWED, f"queue {self._queue.config.name} does not support sessions"
            )
        return self._queue.sessions

    def _session(self, fields: Fields) -> Session:
        return self._sessions.held(fields.need("session-id", str), self._owner)

    def _session_if_needed(self, fields: Fields) -> Session | None:
        return None if self._queue.sessions is None else self._session(fields)


_OPERATIONS: dict[str, Callable[[Management, Fields], Answer]] = {
    "cancel-scheduled-message": Management.cancel,
    "peek-message": Management.peek,
    "receive-by-sequence-number": Management.receive_deferred,
    "renew-lock": Management.renew_locks,
    "update-disposition": Management.settle,
    "renew-session-lock": Management.renew_session,
    "get-session-state": Management.get_state,
    "set-session-state": Management.set_state,
    "get-message-sessions": Management.list_sessions,
}


def _rendered(message: Message) -> bytes:
    facts = message.facts()
    facts.lock_token = None
    return render(message.content, facts)


def _locked(message: Message) -> dict[str, Any]:
    token = UUID(int=0) if message.lock is None else message.lock.token
    return {"message": _rendered(message), "lock-token": token}


def _fail(error: BrokerError, respond: Respond) -> None:
    respond(
        {
            "statusCode": STATUS.get(error.condition, 400),
            "statusDescription": error.description,
            "errorCondition": Symbol(error.condition),
        },
        None,
    )


def _bad(name: str) -> BrokerError:
    return BrokerError(Condition.ARGUMENT_ERROR, f"the field {name!r} is missing or of the wrong type")
