"""`python -m local up`: the local world. `python3 dev.py up` sets everything up first and then runs this."""

import asyncio
import sys

from local.children import ChildFailed


def main() -> int:
    if sys.argv[1:] != ["up"]:
        print("usage: python -m local up", file=sys.stderr)
        return 2
    from local.world import up

    try:
        asyncio.run(up())
    except ChildFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
