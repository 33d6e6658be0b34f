"""The four doors of a local run, all on 127.0.0.1."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from infra.problem import Problem

HOST = "127.0.0.1"
_USUAL = {"PORT_API": 8000, "PORT_MAIL": 2525, "PORT_SENT": 8025, "PORT_AWS": 4566}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each door is: the app, SMTP, the viewer of sent mail (and stand-in for SES), the AWS emulator."""

    api: int
    mail: int
    sent: int
    aws: int

    @classmethod
    def choose(cls, environment: Mapping[str, str] = os.environ) -> "Ports":
        """Read PORT_API, PORT_MAIL, PORT_SENT and PORT_AWS; 0 means any free one.

        All are held open while choosing, so that two doors never get the same number.
        Raises Problem if one is taken or is not a port number.
        """
        held: list[socket.socket] = []
        try:
            for variable, usual in _USUAL.items():
                held.append(_bound(variable, environment.get(variable) or str(usual)))
            return cls(*(listener.getsockname()[1] for listener in held))
        finally:
            for listener in held:
                listener.close()


def _bound(variable: str, text: str) -> socket.socket:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Problem(f"{variable}={text} is not a port number. Use 1 to 65535, or 0 for any free port.", 2)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # As the servers do: a port that a run of a moment ago has left is free.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, int(text)))
        listener.listen(1)
    except PermissionError as error:
        listener.close()
        raise Problem(
            f"This user may not open port {text} ({variable}). Choose one above 1023, or 0 for any.", 2
        ) from error
    except OSError as error:
        listener.close()
        raise Problem(
            f"Port {text} is in use by another program, perhaps another local run. Stop that one, or choose"
            f" another port: {variable}={int(text) + 1} make run ({variable}=0 takes any free one).",
            2,
        ) from error
    return listener
