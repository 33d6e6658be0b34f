"""The guards: what stands in the product, what is put in its place, and which tests must notice."""

from dataclasses import dataclass

STORE = ("tests/contract/test_ticket_store.py",)
OUTBOX = ("tests/contract/test_outbox_store.py", "tests/unit/services/test_outbox_protocol.py")
MAIL_IN = ("tests/consumers/test_mail_in.py",)
THREADS = ("tests/consumers/test_threads.py",)
MAIL_OUT = ("tests/consumers/test_mail_out.py",)
FEEDBACK = ("tests/consumers/test_mail_feedback.py",)
TICK = ("tests/consumers/test_tick.py",)
WRITE = ("tests/unit/services/test_agents_write.py",)
READ = ("tests/unit/services/test_agents_read.py",)
SESSIONS = ("tests/unit/services/test_sessions.py", "tests/contract/test_small_stores.py")
FORMS = ("tests/unit/services/test_forms.py",)
PERMISSIONS = ("tests/unit/domain/test_permissions.py",)
SIGNING = ("tests/unit/domain/test_signing.py",)
ACCESS = ("tests/api/test_access.py",)
CURSORS = ("tests/api/test_cursors.py",)
BODIES = ("tests/api/test_json_body.py", "tests/api/test_bad_input.py")
SES = ("tests/contract/test_ses_mailer.py",)
FILES = ("tests/contract/test_aws_services.py",)


@dataclass(frozen=True, slots=True)
class Guard:
    """`old` stands exactly once in `file`; without it (`new` instead) one of `tests` must fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


D, S, A, M, H = (f"chalicelib/{layer}/" for layer in ("domain", "services", "adapters", "mail", "api"))

GUARDS = (
    # writes carry conditions
    Guard(
        "a new ticket needs a free reference",
        A + "dynamo/ticket_store.py",
        "self._put(head, ABSENT))",
        'self._put(head, "attribute_exists(pk) OR attribute_not_exists(pk)"))',
        STORE,
    ),
    Guard(
        "a change needs the version it is based on",
        A + "dynamo/ticket_store.py",
        '"version = :version", version',
        '"version >= :version OR version < :version", version',
        STORE,
    ),
    Guard(
        "a request's key is free or expired",
        A + "dynamo/ticket_store.py",
        'condition = f"{ABSENT} OR expires < :now"',
        'condition = f"{ABSENT} OR expires >= :now OR expires < :now"',
        STORE,
    ),
    Guard(
        "an expired key counts as gone",
        A + "dynamo/ticket_store.py",
        'condition = f"{ABSENT} OR expires < :now"',
        'condition = f"{ABSENT} OR (expires < :now AND expires > :now)"',
        STORE,
    ),
    Guard(
        "a repeated write finds its own entry",
        A + "dynamo/ticket_store.py",
        'if reasons.get("entry"):',
        'if reasons.get("entry") and False:',
        STORE,
    ),
    Guard(
        "the known name of a customer is kept",
        A + "dynamo/ticket_store.py",
        "#name = if_not_exists(#name, :name)",
        "#name = :name",
        STORE,
    ),
    Guard(
        "a mail is claimed from the state that was read",
        A + "dynamo/outbox_store.py",
        '"#state = :state AND attempt = :attempt"',
        '"attribute_exists(pk) AND (#state = :state OR attempt = :attempt OR attempt <> :attempt)"',
        OUTBOX,
    ),
    Guard(
        "delivery reports only rise",
        A + "dynamo/outbox_store.py",
        "lower = [other for other in Delivery if rises(other, delivery)]",
        "lower = list(Delivery)",
        (*OUTBOX, *FEEDBACK),
    ),
    Guard(
        "a customer is changed on the version that was read",
        A + "dynamo/customer_store.py",
        '"#version = :version"',
        '"#version >= :version OR #version < :version"',
        SESSIONS,
    ),
    # requests happen once
    Guard(
        "the same key with another body is refused",
        S + "requests.py",
        "if stored.fingerprint != request.fingerprint:",
        "if False:",
        WRITE,
    ),
    Guard(
        "a key counts for one caller",
        S + "requests.py",
        'digest("request", actor_id, route, idempotency_key)',
        'digest("request", route, idempotency_key)',
        (*WRITE, "tests/unit/services/test_small_changes.py"),
    ),
    Guard(
        "a reply on an old version is refused",
        S + "replies.py",
        "return self._already_done(request, seen)\n        now = self._clock.now()\n        after =",
        "pass\n        now = self._clock.now()\n        after =",
        WRITE,
    ),
    Guard(
        "a repeated form finds its ticket",
        S + "forms.py",
        'digest("form", post.token, content.hexdigest())',
        'digest("form", post.token, content.hexdigest(), self._ids.secret())',
        FORMS,
    ),
    Guard("a second delivery is a duplicate", S + "receive_mail.py", "if found is Kinship.SAME:", "if False:", MAIL_IN),
    Guard(
        "another text under a known Message-ID is set aside",
        S + "receive_mail.py",
        "if found is Kinship.REWRITTEN:",
        "if False:",
        MAIL_IN,
    ),
    Guard(
        "an SES event is told once",
        S + "delivery_notes.py",
        "Change(ticket, noted(ticket), (entry,), once=once)",
        "Change(ticket, noted(ticket), (entry,))",
        FEEDBACK,
    ),
    # who may see what
    Guard(
        "a disabled agent sees nothing",
        D + "permissions.py",
        "if not agent.enabled:\n        return False\n    if agent.role is Role.ADMIN",
        "if agent.role is Role.ADMIN",
        PERMISSIONS,
    ),
    Guard(
        "a restricted agent sees only the own tickets",
        D + "permissions.py",
        "return ticket.assignee == agent.id",
        "return True",
        PERMISSIONS,
    ),
    Guard(
        "an agent sees only the own departments",
        D + "permissions.py",
        "return ticket.department in agent.departments",
        "return True",
        PERMISSIONS,
    ),
    Guard(
        "a ticket goes only to somebody of its department",
        D + "permissions.py",
        "if agent is None or not works_there:",
        "if agent is None:",
        (*PERMISSIONS, *WRITE),
    ),
    Guard(
        "a disabled agent's session is over",
        D + "permissions.py",
        "if agent is None or not agent.enabled:\n        raise Unauthenticated",
        "if agent is None:\n        raise Unauthenticated",
        (*PERMISSIONS, *SESSIONS),
    ),
    Guard("a session ends", S + "sessions.py", " or not session.is_live(self._clock.now())", "", SESSIONS),
    Guard("a session belongs to its agent", S + "sessions.py", " or session.agent_id != agent_id", "", SESSIONS),
    Guard(
        "signing out ends the session", S + "sessions.py", "self._store.delete(hash_secret(parts[1]))", "pass", SESSIONS
    ),
    Guard(
        "lists show only visible departments",
        S + "reading.py",
        "if department not in mine and not sees_only_own(agent):",
        "if False:",
        READ,
    ),
    Guard(
        "a restricted agent lists only the own tickets",
        S + "reading.py",
        "if assignee not in (None, agent.id):",
        "if False:",
        READ,
    ),
    Guard("an opened ticket is a visible one", S + "reading.py", "visible(agent, page.ticket)", "pass", READ),
    Guard("a customer's page holds visible tickets", S + "customers.py", "if may_see(agent, ticket)", "if True", READ),
    Guard("changes need our Origin", H + "call.py", "if origin is not None and origin != ours:", "if False:", ACCESS),
    Guard(
        "changes with the cookie need an Origin",
        H + "call.py",
        "if origin is None and cookie is not None:",
        "if False:",
        ACCESS,
    ),
    # tokens
    Guard("each purpose has its own key", D + "signing.py", 'b"lippu:" + purpose.encode()', 'b"lippu:"', SIGNING),
    Guard("a retired key verifies nothing", D + "signing.py", "[:LIVE_VERSIONS]", "", SIGNING),
    Guard(
        "a signature covers the payload", D + "signing.py", "bytes([version]) + payload", "bytes([version])", SIGNING
    ),
    Guard(
        "a cursor is bound to caller and question",
        H + "cursors.py",
        'digest("cursor", caller, *question)',
        'digest("cursor")',
        CURSORS,
    ),
    Guard("a cursor is checked", H + "cursors.py", "if not genuine or", "if", CURSORS),
    Guard(
        "an upload belongs to agent and ticket",
        S + "attachments.py",
        "claim is None or claim[:2] != [agent.id, ticket.reference]",
        "claim is None",
        WRITE,
    ),
    Guard(
        "an upload ends", S + "attachments.py", "if int(claim[-1]) > self._clock.now().timestamp() else None", "", WRITE
    ),
    Guard("a form ends", S + "forms.py", "and age <= VALID_FOR.total_seconds()", "", FORMS),
    Guard(
        "a reply address is signed",
        M + "thread.py",
        "return token if genuine else None",
        "return token",
        ("tests/unit/mail/test_thread.py",),
    ),
    Guard(
        "our message ids are signed",
        M + "thread.py",
        "return OwnId(match[1], match[2]) if genuine else None",
        "return OwnId(match[1], match[2])",
        ("tests/unit/mail/test_thread.py",),
    ),
    # mail is not believed
    Guard(
        "SES's refusals are heard",
        S + "receive_mail.py",
        "if incoming.receipt.refusal:\n            return incoming.receipt.refusal\n",
        "",
        MAIL_IN,
    ),
    Guard(
        "nobody speaks as the desk",
        S + "receive_mail.py",
        "if directory.department_for(incoming.email) is not None:",
        "if False:",
        MAIL_IN,
    ),
    Guard(
        "our own mail is recognised",
        S + "receive_mail.py",
        "if OUR_MARK in incoming.mail.headers:",
        "if False:",
        MAIL_IN,
    ),
    Guard(
        "References count only for a participant",
        S + "receive_mail.py",
        "if ticket and _is_participant(incoming, ticket) and incoming.sender_is_authentic:",
        "if ticket and incoming.sender_is_authentic:",
        THREADS,
    ),
    Guard(
        "References count only for an authentic sender",
        S + "receive_mail.py",
        "if ticket and _is_participant(incoming, ticket) and incoming.sender_is_authentic:",
        "if ticket and _is_participant(incoming, ticket):",
        THREADS,
    ),
    Guard("a third party is flagged", S + "receive_mail.py", 'flags.append("third party")', "pass", THREADS),
    Guard(
        "machine mail wakes nobody",
        S + "receive_mail.py",
        "noted(ticket) if incoming.automatic else customer_wrote(ticket, now)",
        "customer_wrote(ticket, now)",
        THREADS,
    ),
    Guard(
        "machines get no confirmation",
        S + "receive_mail.py",
        "acknowledge = silent is None and",
        "acknowledge =",
        MAIL_IN,
    ),
    Guard(
        "one sender or none",
        M + "addresses.py",
        "if len(values) != 1:",
        "if not values:",
        ("tests/unit/mail/test_addresses.py", "tests/unit/mail/test_parse.py"),
    ),
    Guard(
        "headers are cut before parsing",
        M + "guard.py",
        "if number >= MAX_HEADERS or size > MAX_HEADER_BLOCK:",
        "if False:",
        ("tests/unit/mail/test_guard.py",),
    ),
    Guard(
        "mail HTML loads nothing",
        M + "sanitize.py",
        "return (_LOADING[name] if loads else name), value",
        "return name, value",
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "mail HTML has no foreign schemes",
        M + "sanitize.py",
        'url_schemes={"http", "https", "mailto", "cid"}',
        'url_schemes={"http", "https", "mailto", "cid", "javascript", "data"}',
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "styles cannot load",
        M + "sanitize.py",
        "if name in _STYLES and _STYLE_VALUE.fullmatch(content):",
        "if name:",
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "outgoing headers hold no line ends",
        M + "compose.py",
        'return " ".join(_NOT_IN_HEADERS.sub(" ", without_unstorable(text)).split())',
        "return without_unstorable(text)",
        ("tests/unit/mail/test_compose.py",),
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
    # the clock
    Guard(
        "a promise is announced once",
        D + "sla.py",
        "if now >= self.warn and self.warned_at is None:",
        "if now >= self.warn:",
        (*TICK, "tests/unit/domain/test_sla.py"),
    ),
    Guard(
        "no alarm for what waits for nobody", S + "tick.py", "if ticket.status in WAITING_FOR_US else None", "", TICK
    ),
    Guard(
        "a lease is waited for",
        S + "tick.py",
        "if mail is None or mail.fires_at is None or mail.fires_at > now:",
        "if mail is None or mail.fires_at is None:",
        (*TICK, *OUTBOX),
    ),
    # bad input
    Guard("duplicate keys are refused", H + "json_body.py", "if name in members:", "if False:", BODIES),
    Guard("deep nesting is refused", H + "json_body.py", "if is_deeper_than(MAX_DEPTH, body):", "if False:", BODIES),
    Guard("bodies have a limit", H + "json_body.py", "if len(body) > MAX_BYTES:", "if False:", BODIES),
    Guard(
        "half characters are refused",
        H + "json_body.py",
        "if not value.isascii() and not _is_encodable(value):",
        "if False:",
        BODIES,
    ),
    Guard("downloads never display", A + "objects.py", "attachment; filename", "inline; filename", FILES),
)
