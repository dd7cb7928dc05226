"""Alerts and the workbook ask for what the log has."""

import json
import re
from collections.abc import Iterator

from tests.unit.infra.tree import Tree

QUERIES = re.compile(r"loadTextContent\('\.\./queries/([\w-]+\.kql)'\)")

LOGGED = re.compile(r"^\| `([a-z_]+\.[a-z_]+)` \|.*\|([^|]*)\|$", re.MULTILINE)

#: Other words that a query compares with: the file that knows them, and how it writes one.
WORDS = {
    "tostring(line.queue)": ("shared/contracts.py", r'^    [A-Z]+ = "{}"$'),
    "tostring(line.error)": ("shared/errors.py", r"^class {}\("),
    "tostring(line.reason)": ("shared/person_wanted.py", r'^    "{}": '),
    'tostring(line["function"])': ("function_app.py", r'^_on_http\("{}", '),
}


def observability(tree: Tree) -> Iterator[str]:
    """Alerts and the workbook ask for events and fields that the log has, and every query is asked."""
    fields = {
        name: set(re.findall(r"`(\w+)`", listed))
        for name, listed in LOGGED.findall(tree.text("docs/logs.md"))
    }
    folder = tree.root / "infra" / "queries"
    asked = {
        name
        for file in ("alerts", "workbook")
        for name in QUERIES.findall(tree.text(f"infra/modules/{file}.bicep"))
    }
    sampling = json.loads(tree.text("host.json"))["logging"]["applicationInsights"]["samplingSettings"]
    if sampling["isEnabled"] and "Trace" not in sampling["excludedTypes"].split(";"):
        yield "host.json: what is sampled away is neither counted nor told"
    there = {one.name for one in folder.glob("*.kql")}
    yield from (f"{name} is not both there and asked" for name in asked ^ there)
    for name in sorted(asked & there):
        query = tree.text(f"infra/queries/{name}")
        events = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', query))
        yield from (f"{name}: {one} is logged nowhere" for one in events - fields.keys())
        known = {"event", "trace", "tenant"}.union(*(fields.get(one, set()) for one in events))
        used = set(re.findall(r'\bline(?:\.|\[")(\w+)', query))
        yield from (f"{name}: none of its events has {one}" for one in used - known)
        for column, (file, written) in WORDS.items():
            compared = re.findall(rf"{re.escape(column)} (?:== |in \()([^)\n]*)", query)
            words = re.findall(r'"(\w+)"', " ".join(compared))
            yield from (
                f"{name}: {file} does not know {word}"
                for word in words
                if not re.search(written.format(word), tree.text(file), re.MULTILINE)
            )
