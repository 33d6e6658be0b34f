"""`python -m infra.local`: see `infra.local.run`."""

import argparse
import os
import sys
from pathlib import Path

from infra.local.run import run
from infra.problem import told


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local",
        description="Run all of Lippu on this machine.",
        epilog="Environment: PORT_API=8000 PORT_MAIL=2525 PORT_SENT=8025 PORT_AWS=4566 (0 = any free port),"
        " FRESH=1 empties the state folder first, EMPTY=1 begins without sample tickets,"
        " WEB=0 does not build the agent workspace.",
    )
    parser.add_argument(
        "--state-dir", type=Path, default=Path(".lippu"), help="folder that keeps the data between runs"
    )
    arguments = parser.parse_args()
    workspace = os.environ.get("WEB") != "0"
    return told(lambda: run(arguments.state_dir, fresh=_is_set("FRESH"), empty=_is_set("EMPTY"), workspace=workspace))


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "") not in ("", "0")


if __name__ == "__main__":
    sys.exit(main())
