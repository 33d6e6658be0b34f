"""The emulator's process. It ends with the run that started it, however that ended, and writes its state
then.

`ministack` saves only on an orderly stop. The run holds the other end of standard input: when it closes, even
because the run was killed, this process asks itself to stop.
"""

import os
import signal
import sys
import threading


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which stops this process last
    threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    from ministack.app import main as serve

    serve()


def _stop_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
