"""Migrations after the first only expand: while a release is rolled out, the one before runs on the same schema.

Judged by the text, so that a contraction is told when it is written. That the statements of the release before still
run is shown on a real PostgreSQL by tests/contract/database/test_previous_release.py. Bodies of functions are not
judged: what they delete, they delete when they are called.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MIGRATIONS = Path("shared/database/migrations")

LEXEME = re.compile(
    r"""(?P<comment>--[^\n]*|/\*(?:(?!/\*|\*/).|/\*(?:(?!/\*|\*/).)*\*/)*\*/)
      |"(?P<name>(?:[^"]|"")*)"
      |\b[eE]'(?P<escaped>(?:[^'\\]|''|\\.)*)'
      |'(?P<text>(?:[^']|'')*)'
      |\$(?P<tag>\w*)\$(?P<body>.*?)\$(?P=tag)\$
      |(?P<end>;)""",
    re.DOTALL | re.VERBOSE,
)
MARK = re.compile(r"\x00(\d+)\x00")  # where a literal stood, by its number
IS_BLOCK = re.compile(r"\s*DO\b", re.IGNORECASE)
EXECUTES = re.compile(r"\bEXECUTE\b(?!\s+(?:ON|FUNCTION|PROCEDURE)\b)", re.IGNORECASE)

CONTRACTIONS = {
    "drops what the release before may use": r"(?<!COMMIT )\bDROP\s+(?!NOT\s+NULL\b|CONSTRAINT\b)\S+",
    "renames what the release before knows by its name": r"\bRENAME\b|\bSET\s+SCHEMA\b",
    "changes the type of what the release before reads": r"\bALTER\s+(?:(?:COLUMN|ATTRIBUTE)\s+)?(?!TYPE\b)\S+\s+(?:SET\s+DATA\s+)?TYPE\b",
    "refuses rows that the release before writes": r"\bSET\s+NOT\s+NULL\b",
    "deletes rows that the release before may read": r"\bTRUNCATE\b(?!\s*,|\s+ON\b)|\bDELETE\s+FROM\b",
    "takes back a right that the release before may use": r"\bREVOKE\s+(?!ALL\b.*\bFROM\s+PUBLIC\s*$|CREATE\s+ON\s+SCHEMA\s+shop\s+FROM\s+igshop_crossing\s*$)(?=.*\bON\b)",
}
PATTERNS = {what: re.compile(pattern, re.IGNORECASE | re.DOTALL) for what, pattern in CONTRACTIONS.items()}

ALTERED = re.compile(
    r"\bALTER\s+(?:TABLE|DOMAIN)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>\S+)", re.IGNORECASE
)
CONSTRAINT = re.compile(
    r"\b(?P<verb>ADD|DROP)\s+CONSTRAINT\s+(?:IF\s+EXISTS\s+)?(?P<name>[^\s,]+)", re.IGNORECASE
)
CREATED = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>[^\s(]+)", re.IGNORECASE)
RULES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bADD\s+(?:CONSTRAINT\s+\S+\s+)?(?:CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b",
        r"\bSET\s+DEFAULT\b",
        r"\bCREATE\s+UNIQUE\s+INDEX\b.*?\bON\s+(?:ONLY\s+)?(?P<table>[^\s(]+)",
        r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b.*?\bON\s+(?P<table>[^\s(]+)",
        r"\bCREATE\s+POLICY\b.*?\bON\s+(?P<table>[^\s(]+)\s+AS\s+RESTRICTIVE\b",
        r"\bCREATE\s+OR\s+REPLACE\s+FUNCTION\b",
    )
]
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
NOT_NULL = re.compile(r"\bNOT\s+NULL\b", re.IGNORECASE)
FILLED = re.compile(r"\b(?:DEFAULT|GENERATED)\b", re.IGNORECASE)
NEW_COLUMN = re.compile(
    r"\bADD\s+(?!CONSTRAINT\b|CHECK\b|UNIQUE\b|PRIMARY\b|FOREIGN\b|EXCLUDE\b|GENERATED\b)[^,]*", re.IGNORECASE
)


@dataclass(slots=True)
class Statement:
    line: int
    text: str = ""  #: as many lines as in the file, without comments; a mark for each literal
    literals: list[tuple[int, str]] = field(default_factory=list)  #: with their lines

    def line_of(self, match: re.Match[str]) -> int:
        return self.line + self.text.count("\n", 0, match.start())


def contracting_migrations(root: Path) -> list[str]:
    found = []
    for file in sorted((root / MIGRATIONS).glob("[0-9][0-9][0-9][0-9]_*.sql")):
        if int(file.name[:4]) > 1:
            statements = list(_statements(file.read_text(encoding="utf-8"), 1))
            faults = [
                *_contractions(statements),
                *_empty_columns(statements),
                *_lost_constraints(statements),
                *_new_rules(statements),
            ]
            found += [
                f"{(MIGRATIONS / file.name).as_posix()}:{line}: {what}" for line, what in sorted(faults)
            ]
    return found


def _contractions(statements: list[Statement]) -> Iterator[tuple[int, str]]:
    for statement in statements:
        for what, pattern in PATTERNS.items():
            yield from ((statement.line_of(match), what) for match in pattern.finditer(statement.text))


def _empty_columns(statements: list[Statement]) -> Iterator[tuple[int, str]]:
    for statement in statements:
        if ALTERED.search(statement.text):
            for column in NEW_COLUMN.finditer(_without_brackets(statement.text)):
                if NOT_NULL.search(column[0]) and not FILLED.search(column[0]):
                    yield statement.line_of(column), "adds a column that the release before leaves empty"


def _lost_constraints(statements: list[Statement]) -> Iterator[tuple[int, str]]:
    """A check is widened by taking it away and adding it again under its name."""
    dropped: list[tuple[int, tuple[str, str]]] = []
    added: set[tuple[str, str]] = set()
    for statement in statements:
        if altered := ALTERED.search(statement.text):
            for match in CONSTRAINT.finditer(statement.text):
                constraint = (altered["table"].lower(), match["name"].lower())
                if match["verb"].upper() == "ADD":
                    added.add(constraint)
                else:
                    dropped.append((statement.line_of(match), constraint))
    for line, constraint in dropped:
        if constraint not in added:
            yield line, f"drops the constraint {constraint[1]} and adds none of its name again"


def _new_rules(statements: list[Statement]) -> Iterator[tuple[int, str]]:
    """On a table that was there before: what the release before writes or reads may break a rule it has never met."""
    created = {match["table"].lower() for s in statements for match in CREATED.finditer(s.text)}
    widened = {
        match["name"].lower()
        for s in statements
        for match in CONSTRAINT.finditer(s.text)
        if match["verb"].upper() == "DROP"
    }
    for statement in statements:
        for pattern in RULES:
            for match in pattern.finditer(statement.text):
                altered = ALTERED.search(statement.text)
                table = (match.groupdict().get("table") or (altered["table"] if altered else "")).lower()
                named = re.match(r"ADD\s+CONSTRAINT\s+(\S+)", match[0], re.IGNORECASE)
                if table not in created and not (named and named[1].lower() in widened):
                    yield statement.line_of(match), "adds a rule to what was there before"


def _statements(sql: str, line: int) -> Iterator[Statement]:
    """Those of the text, and those that its blocks hold and that these EXECUTE, where they are plainly written."""
    for statement in _split(sql, line):
        yield statement
        executed = EXECUTES.search(statement.text)
        if IS_BLOCK.match(statement.text):
            for at, body in statement.literals:
                yield from _statements(body, at)
        elif executed:
            texts = [statement.literals[int(n)][1] for n in MARK.findall(statement.text, executed.end())]
            yield from _statements(" ".join(texts), statement.line_of(executed))


def _split(sql: str, line: int) -> Iterator[Statement]:
    statement, begun = Statement(line), 0
    for lexeme in LEXEME.finditer(sql):
        statement.text += sql[begun : lexeme.start()]
        begun = lexeme.end()
        at = line + sql.count("\n", 0, lexeme.start())
        if lexeme["end"]:
            yield statement
            statement = Statement(at)
        elif lexeme["name"] is not None:
            statement.text += re.sub(r"\W", "_", lexeme[0])
        elif lexeme["comment"] is None:
            literal = next(t for t in lexeme.group("escaped", "text", "body") if t is not None)
            statement.text += f"\x00{len(statement.literals)}\x00"
            statement.literals.append(
                (at, literal if lexeme["body"] is not None else literal.replace("''", "'"))
            )
        if lexeme["end"] is None and lexeme["name"] is None:
            statement.text += " " + "\n" * lexeme[0].count("\n")
    statement.text += sql[begun:]
    yield statement


def _without_brackets(text: str) -> str:
    """As long as before: what stands in them is a size, a list or a check."""
    while (flat := BRACKETS.sub(lambda inner: re.sub(r"[^\n]", " ", inner[0]), text)) != text:
        text = flat
    return text
