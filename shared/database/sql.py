"""SQL lives in `.sql` files beside the code that runs it, each statement under a `-- name:` line.

Python that assembles SQL text invites the one mistake that matters; here there is none to assemble.
"""

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(rb"^-- name: (\w+)$", re.MULTILINE)


@cache
def named_queries(path: Path) -> dict[str, bytes]:
    """Statements of one file by name. `named_queries(Path(__file__).with_suffix(".sql"))` is the usual call."""
    pieces = _NAME.split(path.read_bytes())
    return {name.decode(): text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
