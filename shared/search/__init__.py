"""The shop's own search index: typed filters, hybrid queries, one placement for every tenant."""

from shared.search.client import Search, index_of
from shared.search.filters import Filter

__all__ = ["Filter", "Search", "index_of"]
