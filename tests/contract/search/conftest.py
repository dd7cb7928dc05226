from tests.contract.search.shop import client, indexes, standin, url

__all__ = ["client", "indexes", "standin", "url"]
