"""Catalogues as shops already have them: spreadsheets, feeds, and shops' own APIs, read row by row."""
