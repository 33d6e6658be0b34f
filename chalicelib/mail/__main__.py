"""Explains a mail on the command line:

python -m chalicelib.mail FILE.eml [--recipient ADDRESS ...] [--envelope-from ADDRESS]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.mail.explain import Step, explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the steps of reading a mail. 0, or 2 if there is no such mail."""
    parser = argparse.ArgumentParser(
        prog="python -m chalicelib.mail", description="Explains step by step how the desk reads a mail."
    )
    parser.add_argument("file", metavar="FILE.eml", help="the raw mail; - reads it from standard input")
    parser.add_argument(
        "--recipient", action="append", default=[], metavar="ADDRESS", help="an envelope recipient, several if repeated"
    )
    parser.add_argument("--envelope-from", metavar="ADDRESS", help="the envelope sender; '' for the null return path")
    options = parser.parse_args(arguments)
    try:
        raw = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        sys.stderr.write(f"The mail {options.file} cannot be read: {error.strerror or error}.\n")
        return 2
    sys.stdout.write(told(explain(raw, options.recipient, options.envelope_from)))
    return 0


def told(steps: Sequence[Step]) -> str:
    """The steps as text, numbered, findings indented below their titles."""
    return "\n".join(
        f"{number:2}. {step.title}\n" + "".join(f"    {finding}".rstrip() + "\n" for finding in step.findings)
        for number, step in enumerate(steps, start=1)
    )


if __name__ == "__main__":
    sys.exit(main())
