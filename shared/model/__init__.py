"""The language model and its embeddings, whoever serves them."""

from shared.model.client import Model, Reply, ToolCall

__all__ = ["Model", "Reply", "ToolCall"]
