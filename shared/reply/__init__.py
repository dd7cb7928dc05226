"""What an answer holds, and how it becomes messages that Meta takes.

Pure: no HTTP, no database, no clock. The turn lays a reply out into parts, each one post; the send stage renders a part.
"""
