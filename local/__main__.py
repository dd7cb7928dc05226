"""`python -m local up`: the local world. `python3 dev.py up` sets everything up first and then runs this."""

import argparse
import asyncio
import sys
from pathlib import Path

from local.children import ChildFailed


def main() -> int:
    state = _arguments().state
    from local.world import up

    try:
        asyncio.run(up(state.resolve()) if state else up())
    except ChildFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description="The product on this machine.")
    up = parser.add_subparsers(dest="command", required=True).add_parser("up", help="start everything")
    up.add_argument("--state", type=Path, metavar="FOLDER", help="where it keeps everything; default .local")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
