"""The shop's own search index: typed filters, hybrid queries, and where it is among the services."""

from shared.search.client import Search
from shared.search.filters import Filter
from shared.search.places import Place, first_place, index_of

__all__ = ["Filter", "Place", "Search", "first_place", "index_of"]
