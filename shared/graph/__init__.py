"""Meta's Graph API for Instagram messaging, as far as this product uses it."""

from shared.graph.client import Graph, Signal
from shared.graph.reading import Conversation, PostedMessage
from shared.graph.usage import Usage

__all__ = ["Conversation", "Graph", "PostedMessage", "Signal", "Usage"]
