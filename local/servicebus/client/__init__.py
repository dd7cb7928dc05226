"""The functions host's receiver: see `client.client`."""

from local.servicebus.client.client import Client
from local.servicebus.client.delivery import Delivery
from local.servicebus.client.errors import ConnectionLostError
from local.servicebus.client.links import Receiver, SessionLink

__all__ = ["Client", "ConnectionLostError", "Delivery", "Receiver", "SessionLink"]
