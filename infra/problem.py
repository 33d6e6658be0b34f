"""What goes wrong for a reason that the person at the keyboard can act on."""

import sys
import textwrap
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError


class Problem(Exception):
    """A paragraph in plain words: what happened, and what to do about it."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


def told(work: Callable[[], None]) -> int:
    """Run a command; print a problem as a paragraph instead of a stack trace. Returns the exit code."""
    try:
        work()
    except Problem as problem:
        return _say(str(problem), problem.code)
    except (NoCredentialsError, NoRegionError) as error:
        return _say(
            f"AWS cannot be reached: {error}. Set AWS_PROFILE (or the AWS_ACCESS_KEY_ID pair) and AWS_DEFAULT_REGION."
        )
    except (ClientError, BotoCoreError) as error:
        return _say(f"AWS refused: {error}")
    except KeyboardInterrupt:
        return 130
    return 0


def _say(words: str, code: int = 1) -> int:
    print(textwrap.fill(words, 100, break_long_words=False, break_on_hyphens=False), file=sys.stderr)
    return code
