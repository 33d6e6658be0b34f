"""Guards of what goes out: to whom, how often, and what it must not say."""

from tests.guards.guard import A, D, Guard, M, S

OUTBOX = ("tests/contract/test_outbox_store.py", "tests/unit/services/test_outbox_protocol.py")
MAIL_OUT = ("tests/consumers/test_mail_out.py",)
FEEDBACK = ("tests/consumers/test_mail_feedback.py",)
TEMPLATES = ("tests/unit/domain/test_mail_templates.py",)
SES = ("tests/contract/test_ses_mailer.py",)
TO_MANY = ("tests/consumers/test_mail_to_many.py",)

SENDING = (
    # what a mail says
    Guard(
        "outgoing headers hold no line ends",
        M + "parts.py",
        'return " ".join(_NOT_IN_HEADERS.sub(" ", without_unstorable(text)).split())',
        "return without_unstorable(text)",
        ("tests/unit/mail/test_compose.py",),
    ),
    Guard(
        "history is for the requester",
        S + "outgoing.py",
        "if not letter.is_to_requester:",
        "if False:",
        ("tests/consumers/test_mail_to_many.py",),
    ),
    Guard(
        "an agent's quotes stay on the desk",
        S + "outgoing.py",
        'for part in parts if part.kind == "reply"',
        "for part in parts",
        ("tests/consumers/test_mail_to_many.py",),
    ),
    Guard(
        "who is no agent gets no agent's address",
        S + "outgoing.py",
        "if for_agent and letter.directory.agent_by_email(recipient) is None:",
        "if False:",
        ("tests/consumers/test_mail_languages.py",),
    ),
    Guard(
        "a link to a file ends",
        S + "file_links.py",
        'or int.from_bytes(payload[:_TIME_BYTES], "big") < self._clock.now().timestamp()',
        "",
        ("tests/consumers/test_mail_files.py",),
    ),
    Guard(
        "a template's placeholders come from a list",
        D + "placeholders.py",
        "if name is not None and name.strip() not in allowed",
        "if name is not None and name.strip() not in allowed and not name",
        TEMPLATES,
    ),
    Guard(
        "a template changes on the version it is based on",
        S + "mail_templates.py",
        "if after.version != (before.version if before else 0) + 1:",
        "if False:",
        ("tests/unit/services/test_mail_templates.py",),
    ),
    Guard(
        "templates are the admins'",
        S + "mail_templates.py",
        """        admin_only(agent, ACTION)
        template = _named(event, language)
        after =""",
        """        template = _named(event, language)
        after =""",
        ("tests/unit/services/test_mail_templates.py",),
    ),
    Guard(
        "a confirmation repeats no name",
        S + "outgoing.py",
        'mail.recipient_name if mail.kind is MailKind.REPLY else ""',
        "mail.recipient_name",
        (*MAIL_OUT, *TO_MANY),
    ),
    Guard(
        "our own addresses are not shown among the recipients",
        S + "outgoing.py",
        "if not letter.directory.is_own_address(person.email))",
        "if person)",
        TO_MANY,
    ),
    # sending
    Guard("SES is asked once", A + "ses.py", "attempts=1", "attempts=3", SES),
    Guard(
        "a claim comes before the attempt",
        S + "send_mail.py",
        "if not self._outbox.replace(mail, attempt):",
        "if self._outbox.replace(mail, attempt) is None:",
        MAIL_OUT,
    ),
    Guard(
        "only a pending mail is sent",
        S + "send_mail.py",
        "if mail is None or mail.state is not SendState.PENDING:",
        "if mail is None:",
        (*OUTBOX, *MAIL_OUT),
    ),
    Guard(
        "a suppressed address is not written to",
        S + "send_mail.py",
        "if self._outbox.is_suppressed(mail.recipient):",
        "if False:",
        MAIL_OUT,
    ),
    Guard(
        "automatic mail is never repeated",
        D + "outbox.py",
        "return self.kind is MailKind.REPLY and not self.possible_duplicate",
        "return not self.possible_duplicate",
        (*OUTBOX, "tests/unit/domain/test_outbox.py"),
    ),
    Guard(
        "a reply is repeated once",
        D + "outbox.py",
        "return self.kind is MailKind.REPLY and not self.possible_duplicate",
        "return self.kind is MailKind.REPLY",
        (*OUTBOX, "tests/unit/domain/test_outbox.py"),
    ),
    Guard("only permanent bounces suppress", S + "mail_feedback.py", "if permanent:\n", "if True:\n", FEEDBACK),
)
