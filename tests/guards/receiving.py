"""Guards of what becomes of a mail: nobody is believed, machines wake nobody, strangers get into nothing."""

from tests.guards.guard import A, D, Guard, M, S

MAIL_IN = ("tests/consumers/test_mail_in.py",)
SLOW_LANE = ("tests/consumers/test_slow_lane.py", "tests/unit/domain/test_floods.py")
THREADS = ("tests/consumers/test_threads.py",)
MACHINES = ("tests/consumers/test_machine_mail.py",)
LOOPS = ("tests/unit/mail/test_loops.py",)

RECEIVING = (
    # mail is not believed
    Guard(
        "SES's refusals are heard",
        S + "receive_mail.py",
        "    if incoming.receipt.refusal:\n        return incoming.receipt.refusal\n",
        "",
        MAIL_IN,
    ),
    Guard(
        "nobody speaks as the desk",
        S + "receive_mail.py",
        "if directory.is_own_address(incoming.email):",
        "if False:",
        MAIL_IN,
    ),
    Guard(
        "our own mail is recognised",
        S + "receive_mail.py",
        'if any(mark.endswith(f"@{our_domain}") for mark in incoming.mail.headers.get(OUR_MARK, ())):',
        "if False:",
        MAIL_IN,
    ),
    Guard(
        "References count only for a participant",
        S + "threads.py",
        "if self._takes_part(incoming, ticket, participants):\n                return",
        "if True:\n                return",
        THREADS,
    ),
    Guard(
        "References count only for an authentic sender",
        S + "threads.py",
        "if not incoming.sender_is_authentic:\n            return ()",
        "if False:\n            return ()",
        THREADS,
    ),
    Guard(
        "a third party is flagged",
        S + "threads.py",
        '() if known or token_owner_is(token, incoming.email) else ("third party",)',
        "()",
        THREADS,
    ),
    Guard(
        "machine mail wakes nobody",
        S + "appending.py",
        "if incoming.automatic:\n            return Given(",
        "if False:\n            return Given(",
        THREADS,
    ),
    Guard(
        "machines get no confirmation",
        S + "opening.py",
        "return no_answer_reason(incoming.mail, incoming.receipt.source, directory.own_addresses()) is None",
        "return True",
        MAIL_IN,
    ),
    Guard(
        "a domain that asks to refuse forgeries is heard",
        S + "receipt.py",
        'if self.verdicts.get("dmarc") == "FAIL" and',
        "if not self.verdicts and",
        MAIL_IN,
    ),
    Guard(
        "DMARC left open needs SPF",
        S + "receipt.py",
        '!= "GRAY" or self.verdicts.get("spf") != "PASS":',
        '!= "GRAY":',
        (*MAIL_IN, *THREADS),
    ),
    Guard(
        "SPF counts for the sender's own domain",
        S + "receipt.py",
        'return bool(envelope) and f".{envelope}".endswith(f".{sender}")',
        "return bool(envelope)",
        (*MAIL_IN, *THREADS),
    ),
    Guard(
        "a forged sender is told",
        S + "threads.py",
        '() if authentic else ("unverified",)',
        "()",
        THREADS,
    ),
    Guard(
        "a forger is not confirmed",
        S + "opening.py",
        'incoming.receipt.verdicts.get("dmarc") == "FAIL"',
        "not incoming.receipt.verdicts",
        MAIL_IN,
    ),
    Guard(
        "a mail that breaks the reader is set aside",
        S + "receive_mail.py",
        "return (self._reception.keep_unread(receipt, reason),)",
        "raise",
        MAIL_IN,
    ),
    Guard(
        "mail to nobody here is set aside",
        S + "receive_mail.py",
        "if not departments:",
        "if False:",
        MAIL_IN,
    ),
    # machines
    Guard(
        "what a machine wrote is a note",
        S + "incoming.py",
        "kind=EntryKind.NOTE if self.automatic else EntryKind.MESSAGE_IN",
        "kind=EntryKind.MESSAGE_IN",
        (*MACHINES, *THREADS),
    ),
    Guard(
        "machine mail without a ticket is set aside",
        S + "receive_mail.py",
        "if incoming.automatic and not incoming.receipt.source and not incoming.released_by:",
        "if False:",
        (*MAIL_IN, *MACHINES),
    ),
    Guard(
        "machines are silenced after five answers",
        S + "intake.py",
        "AUTOMATIC_MAILS_AN_HOUR = 5",
        "AUTOMATIC_MAILS_AN_HOUR = 500",
        MACHINES,
    ),
    Guard(
        "the allowance is counted in the table",
        A + "dynamo/ticket_store.py",
        '"attribute_not_exists(used) OR used < :limit"',
        '"attribute_not_exists(used) OR used < :limit OR used >= :limit"',
        MACHINES,
    ),
    Guard(
        "an hour later the sender is answered again",
        S + "intake.py",
        'digest("automatic mail", person, to_text(hour))',
        'digest("automatic mail", person)',
        MACHINES,
    ),
    Guard(
        "Auto-Submitted: no is a person",
        M + "loops.py",
        'if _keyword(value) not in ("no", ""):',
        "if True:",
        (*LOOPS, *MAIL_IN),
    ),
    Guard(
        "an empty return path is a machine's",
        M + "loops.py",
        'yield "null return path"',
        "pass",
        LOOPS,
    ),
    Guard(
        "a report is a machine's",
        M + "loops.py",
        'if _main_type(mail) in {"multipart/report", *_REPORT_TYPES}:',
        "if False:",
        LOOPS,
    ),
    Guard(
        "a Reply-To of somebody else gets no answer",
        M + "loops.py",
        "if any(address.email != mail.sender.email for address in mail.reply_to):",
        "if False:",
        LOOPS,
    ),
    Guard(
        "lists get no answer",
        M + "loops.py",
        'if any(name.startswith("list-") for name in mail.headers) or "mailing-list" in mail.headers:',
        "if False:",
        LOOPS,
    ),
    Guard(
        "addresses of nobody get no answer",
        M + "loops.py",
        "if takes_no_answers(envelope_sender) or takes_no_answers(mail.sender.email):",
        "if False:",
        LOOPS,
    ),
    # floods
    Guard("a flood goes the slow lane", S + "slow_lane.py", "if pace is Pace.USUAL:", "if True:", SLOW_LANE),
    Guard(
        "what goes the slow lane is kept", S + "slow_lane.py", "self._queue.put(notification)\n", "pass\n", SLOW_LANE
    ),
    Guard(
        "a forger is counted apart", S + "slow_lane.py", "(sender, receipt.vouches_for(sender))", "sender", SLOW_LANE
    ),
    Guard("senders are forgotten", D + "floods.py", "if len(self._senders) > self._most:", "if False:", SLOW_LANE),
    Guard("a flood ends", D + "floods.py", "and now - recent.times[0] < self._window\n", "\n", SLOW_LANE),
)
