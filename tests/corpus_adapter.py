"""The mail code as the scorer of a mail corpus calls it. The corpus is no part of the product.

    python tests/corpus_adapter.py [parse|reply|bounce|robust ...] [scorer options]

Environment: MAIL_CORPUS, the folder that holds score.py; without it, `shared/corpus` beside the repository. Where
there is neither, tests that need the corpus are skipped.
"""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("MAIL_CORPUS") or REPOSITORY.parent / "shared" / "corpus")
FUNCTIONS = {"parse": "parse", "reply": "reply", "bounce": "machine", "robust": "everything"}

sys.path.insert(0, str(REPOSITORY))

from chalicelib.mail.addresses import mailboxes  # noqa: E402 - a script finds the package only now
from chalicelib.mail.fold import fold  # noqa: E402
from chalicelib.mail.html_text import html_to_text  # noqa: E402
from chalicelib.mail.loops import automatic  # noqa: E402
from chalicelib.mail.parse import ParsedMail  # noqa: E402
from chalicelib.mail.parse import parse as parse_mail  # noqa: E402
from chalicelib.mail.sanitize import sanitize  # noqa: E402


def parse(raw: bytes) -> dict[str, object]:
    """Mode parse: the fields of a mail."""
    mail = parse_mail(raw)
    written = mailboxes(mail.headers.get("from", ("",))[0])
    return {
        "subject": mail.subject,
        # what stands there, where it is no sender by our rule and the mail would be set aside
        "from": mail.sender.email if mail.sender else written[0].spec if written else "",
        "from_name": mail.sender.name if mail.sender else "",
        "to": ", ".join(address.email for address in mail.to),
        "body": mail.text,
        "html": mail.html,
        "attachments": [{"name": file.name} for file in mail.attachments],
    }


def reply(body: str, kind: str) -> dict[str, object]:
    """Mode reply: what stays visible of a body."""
    return {"reply": fold(html_to_text(body) if kind == "html" else body).reply}


def machine(raw: bytes) -> dict[str, object]:
    """Mode bounce: whether a machine wrote the mail."""
    mail = parse_mail(raw)
    return {"machine": automatic(mail, envelope_sender(mail)) is not None}


def everything(raw: bytes) -> dict[str, object]:
    """Mode robust: the whole way of a mail."""
    mail = parse_mail(raw)
    clean = sanitize(mail.html or "")
    return {"reply": fold(mail.text).reply, "html": clean.html, "machine": automatic(mail, envelope_sender(mail))}


def envelope_sender(mail: ParsedMail) -> str:
    """The envelope sender as far as the stored mail tells: its Return-Path, else the author."""
    paths = mail.headers.get("return-path", ())
    if paths:
        return paths[0].strip("<> ")
    return mail.sender.email if mail.sender else "unknown@example.com"


def main() -> int:
    modes = [argument for argument in sys.argv[1:] if argument in FUNCTIONS]
    options = [argument for argument in sys.argv[1:] if argument not in FUNCTIONS]
    scorer = CORPUS / "score.py"
    if not scorer.exists():
        print(f"No mail corpus at {CORPUS}, so nothing is scored. MAIL_CORPUS names another folder.")
        return 0
    status = 0
    for mode in modes or FUNCTIONS:
        target = f"tests.corpus_adapter:{FUNCTIONS[mode]}"
        command = [sys.executable, str(scorer), mode, *options, "--module", target]
        print(f"== {mode}", flush=True)
        status |= subprocess.run(command, cwd=REPOSITORY).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
