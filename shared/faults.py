"""Exceptions as they may be told: their class and where they were raised, never their words.

What others raise quotes what it choked on (`invalid literal: 'call 079…'`), and the platform logs whatever a trigger
raises, traceback included. So at the rims it is told by these two, and an error of ours is raised in its place.
"""

from pathlib import Path
from traceback import walk_tb

from shared.errors import AgentError, Unexpected

ROOT = Path(__file__).parents[1]
#: Of an endless recursion the last of its frames are enough.
_MOST_FRAMES = 12


def raised_in(error: BaseException) -> list[str]:
    """`file:line function` of each frame of ours, innermost last; values stay where they are."""
    frames = [
        f"{file.relative_to(ROOT).as_posix()}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
        if _is_ours(file := Path(frame.f_code.co_filename))
    ]
    return frames[-_MOST_FRAMES:]


def told(error: Exception, stage: str) -> AgentError:
    """To be raised `from None`: the error itself when it is ours, or else one that says its class and the stage."""
    return error if isinstance(error, AgentError) else Unexpected(f"{type(error).__name__} in {stage}")


def sentence_of(error: Exception) -> str:
    """Only our own errors promise a sentence without content."""
    return str(error) if isinstance(error, AgentError) else ""


def _is_ours(file: Path) -> bool:
    """Azure and dev.py install packages below the app's own folder."""
    if not file.is_relative_to(ROOT):
        return False
    return not any(part.startswith(".") or part == "site-packages" for part in file.relative_to(ROOT).parts)
