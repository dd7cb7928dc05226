"""The shop's own search index: typed filters, hybrid queries, and where it is among the services.

Imports nothing: the settings need the list of services, and every process reads settings at its start.
"""
