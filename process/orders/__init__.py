"""Orders: what is asked for, what it comes to, the summary that a customer says yes to, and what a yes does.

The model proposes; code reckons, writes the summary and hears the yes.
"""
