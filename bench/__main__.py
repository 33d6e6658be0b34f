"""`python -m bench [--strict] [section ...]`: measures and prints one table for each section."""

import argparse
import importlib
import sys

from bench import environment  # noqa: F401 - sets the variables that `app` reads at import
from bench.report import show

SECTIONS = {
    "cold": "Cold start (processor time, median of 15 rounds)",
    "cpu": "Handlers in warm functions (processor time, no network)",
    "costs": "Round trips and units",
    "load": "1,000 and 10,000 tickets: round trips and read units are the same, and what a handler takes",
    "mail": "Mail: reading, folding, sanitising (processor time)",
    "flood": "10,000 mails of one sender beside 200 of others",
    "search": "Search: what a message costs, what an answer asks, while a desk grows",
    "package": "Package",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a target is missed")
    options = parser.parse_args()
    missed = 0
    for section in options.sections or SECTIONS:
        lines = importlib.import_module(f"bench.{section}").lines()
        show(SECTIONS[section], lines)
        missed += sum(line.met is False for line in lines)
    print(f"\n{missed or 'No'} target{'s' if missed != 1 else ''} missed.")
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
