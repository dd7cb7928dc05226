"""Sending to Service Bus: one warm sender a queue and namespace, shared by group commit."""

from shared.bus.bus import Bus, connect

__all__ = ["Bus", "connect"]
