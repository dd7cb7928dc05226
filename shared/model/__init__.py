"""The language model: chat with tools, embeddings, transcription, and what they cost.

Imports nothing: the settings need the families, and every process reads settings at its start.
"""
