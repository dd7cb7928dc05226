"""Meta's limits on calls of one account, kept by all instances together without asking the database for each call."""

from shared.pace.leases import Pace
from shared.pace.limits import Kind

__all__ = ["Kind", "Pace"]
