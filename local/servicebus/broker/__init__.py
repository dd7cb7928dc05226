"""The broker without the wire: see `broker.broker`."""

from local.servicebus.broker.broker import Broker

__all__ = ["Broker"]
