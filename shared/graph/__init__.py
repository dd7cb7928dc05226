"""Meta's Graph API for Instagram messaging, as far as this product uses it."""

from shared.graph.client import Graph, PostedMessage

__all__ = ["Graph", "PostedMessage"]
