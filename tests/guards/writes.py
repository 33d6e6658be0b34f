"""Guards of what is written: conditions, once-only keys, and input that is refused before."""

from tests.guards.guard import A, Guard, H, S

STORE = ("tests/contract/test_ticket_store.py",)
OUTBOX = ("tests/contract/test_outbox_store.py", "tests/unit/services/test_outbox_protocol.py")
MAIL_IN = ("tests/consumers/test_mail_in.py",)
FEEDBACK = ("tests/consumers/test_mail_feedback.py",)
WRITE = ("tests/unit/services/test_agents_write.py",)
SESSIONS = ("tests/unit/services/test_sessions.py", "tests/contract/test_small_stores.py")
FORMS = ("tests/unit/services/test_forms.py",)
BODIES = ("tests/api/test_json_body.py", "tests/api/test_bad_input.py")
FILES = ("tests/contract/test_aws_services.py",)

WRITES = (
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
        "a change that the derived queue did not take comes again",
        A + "queue.py",
        'if answer.get("Failed"):',
        "if False:",
        FILES,
    ),
    Guard(
        "the known name of a customer is kept",
        A + "dynamo/requesters.py",
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
        "        if seen.version != version and not last_seen:",
        "        if False:",
        WRITE,
    ),
    Guard(
        "a repeated form finds its ticket",
        S + "forms.py",
        'digest("form", post.token, content.hexdigest())',
        'digest("form", post.token, content.hexdigest(), self._ids.secret())',
        FORMS,
    ),
    Guard("a second delivery is a duplicate", S + "received.py", "if found is Kinship.SAME:", "if False:", MAIL_IN),
    Guard(
        "another text under a known Message-ID is set aside",
        S + "received.py",
        "if found is Kinship.REWRITTEN and not incoming.released_by:",
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
