"""What libraries may log: nothing below a warning, and nobody's words.

Their lines about single requests hold addresses, headers and texts, and the worker ships every record to the host,
whatever host.json says. asyncio tells of a task that failed unseen with the text of its exception, and of futures with
their results.
"""

import logging

from shared.faults import raised_in

_TALKATIVE = (
    "aiohttp",
    "asyncio",
    "azure",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "msal",
    "openai",
    "urllib3",
)


def restrain() -> None:
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its warnings quote the errors it ignores, rows included; those of its pool tell only of connections.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg.pool").setLevel(logging.WARNING)
    logging.getLogger("asyncio").addFilter(without_words)


def without_words(record: logging.LogRecord) -> bool:
    """Keeps the first line, which is asyncio's own; below it stand what failed and its exception."""
    said = record.getMessage().partition("\n")[0]
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        said = f"{said}: {type(error).__name__} in {raised_in(error)}"
    record.msg, record.args, record.exc_info, record.exc_text = said, (), None, None
    return True
