"""Which tests stay on one worker of a parallel run, and what is begun first.

A folder whose tests share a world (a host, a browser, a namespace) is one unit, so that no world is started twice;
elsewhere each file is one. Worlds come first, for nobody can take over a part of one: files fill up what is left.
"""

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

#: Their session fixtures are worth more than spreading their files.
WORLDS = (
    "tests/flow",
    "tests/isolation",
    "tests/browser",
    "tests/contract/servicebus",
    "tests/contract/host",
)


class Together(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the number of tests says little about how long they take

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    folder = PurePosixPath(file).parent.as_posix()
    return folder if folder in WORLDS else file


def in_turn(nodeid: str) -> int:
    """What to sort by, so that each of the worlds comes before all that is none."""
    unit = unit_of(nodeid)
    return WORLDS.index(unit) if unit in WORLDS else len(WORLDS)
