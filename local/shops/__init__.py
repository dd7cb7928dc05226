"""Stand-ins for shops' own systems, which behave as their documentation says: pages, limits, refusals, stock.

What goes wrong is had on demand. Time is whoever's the clock is: a bucket that leaks by time is refilled by it.
"""
