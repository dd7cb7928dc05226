"""The language model and its embeddings, whoever serves them."""

from shared.model.client import Model, Reply, ToolCall
from shared.model.transcription import Transcript

__all__ = ["Model", "Reply", "ToolCall", "Transcript"]
