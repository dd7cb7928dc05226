"""Importing function_app.py stays cheap: it is paid at every cold start, by a customer who waits.

The libraries that cost most are imported where they are used. Whether they really are can only be seen by importing
function_app.py in a fresh process and looking at what came along.
"""

import json
import subprocess
import sys
from pathlib import Path

NOT_AT_IMPORT = (
    "aiohttp",
    "azure.identity",
    "azure.search",
    "azure.servicebus",
    "fastapi",
    "httpx",
    "jinja2",
    "openai",
    "psycopg",
    "regex",
)


def loaded_too_early(root: Path) -> list[str]:
    script = f"import json, sys; import function_app; print(json.dumps([n for n in {NOT_AT_IMPORT} if n in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        return [f"function_app.py:1: cannot be imported without settings:\n{done.stderr}"]
    return [
        f"function_app.py:1: importing it loads {name}" for name in json.loads(done.stdout.splitlines()[-1])
    ]
