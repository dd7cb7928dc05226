"""Cold start: importing every trigger against importing what the platform and pydantic cost anyway.

Fresh processes, floor and app by turns so that a busy machine slows both; the median of each.
Goal: at most 1.25 times the floor.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
GOAL = 1.25
FLOOR = "import azure.functions, pydantic"
APP = "import function_app"
# Importing is timed inside the process: the interpreter's own start is nobody's doing.
_TIMED = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"


def timed(statement: str) -> float:
    answer = subprocess.run(
        [sys.executable, "-c", _TIMED.format(statement)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(answer.stdout)


def main() -> None:
    timed(FLOOR), timed(APP)  # byte code and the disk's cache
    began = time.perf_counter()
    pairs = [(timed(FLOOR), timed(APP)) for _ in range(ROUNDS)]
    floor, app = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = app / floor
    print("Cold start (Python " + sys.version.split()[0] + ")")
    print(f"  import azure.functions, pydantic   {floor * 1000:6.0f} ms")
    print(f"  import function_app                {app * 1000:6.0f} ms")
    print(f"  ratio {ratio:.2f}, goal at most {GOAL} → {'met' if ratio <= GOAL else 'MISSED'}")
    print(f"  ({ROUNDS} rounds by turns in {time.perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    main()
