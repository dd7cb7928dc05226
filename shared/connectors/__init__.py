"""A shop's own system: how it is reached, with what credentials, and how orders are put into it."""
