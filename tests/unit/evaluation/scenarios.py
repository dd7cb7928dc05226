"""The scenarios of the repository and how a test plays them: the product's own turn, and a model that the test chooses."""

from collections.abc import Callable
from pathlib import Path

from ops.eval.models import Chats
from ops.eval.places import ShopsInMemory, settings_of
from ops.eval.run import Result, run_cases
from ops.eval.scenario import Case, Turn, read_cases

FOLDER = Path(__file__).parents[3] / "evaluation"
CASES = read_cases(FOLDER)


async def played(case: Case, model_of: Callable[[Turn], Chats]) -> Result:
    async def no_wait(_: float) -> None:
        """Outages are tried again at once."""

    place_of = ShopsInMemory(settings_of({}, scripted=True))
    (result,) = await run_cases([case], place_of, model_of, done=lambda: None, sleep=no_wait)
    return result
