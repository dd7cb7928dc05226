from local.search.standin import SearchStandIn

__all__ = ["SearchStandIn"]
