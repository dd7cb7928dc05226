"""Meta's Graph API for Instagram messaging, as far as this product uses it.

Nothing is imported here: the webhook needs the list of hosts and none of the client.
"""
