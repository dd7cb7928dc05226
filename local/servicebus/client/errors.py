"""What can go wrong for a client: the connection, or what the broker refuses."""

from typing import Any

from local.servicebus.errors import BrokerError, Condition
from local.servicebus.wiretypes import Described


class ConnectionLostError(ConnectionError):
    """The connection is gone, and with it every link; open a new client."""


def refusal(error: Any) -> BrokerError:
    """The error a peer sent, read with care: it may be anything."""
    fields = error.value if isinstance(error, Described) and isinstance(error.value, list) else []
    condition, description = [*fields, None, None][:2]
    try:
        return BrokerError(Condition(str(condition)), str(description))
    except ValueError:
        return BrokerError(Condition.INTERNAL_ERROR, f"{condition}: {description}")
