"""PostgreSQL: a transaction belongs to one tenant, or to one of the few crossing functions."""

from shared.database.database import Answer, Database, Row, Transaction
from shared.database.sql import named_queries

__all__ = ["Answer", "Database", "Row", "Transaction", "named_queries"]
