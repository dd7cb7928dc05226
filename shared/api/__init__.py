"""The merchant API's frame: tokens, limits, problem details, pages of a list, and writes that happen once.

What it speaks of belongs to the stages: each has a `router`, and function_app.py names those that make up the API.
"""

PREFIX = "/api/v1"
