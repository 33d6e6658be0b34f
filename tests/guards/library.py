"""Guards around prepared texts and macros."""

from tests.guards.guard import A, D, Guard, S

TEXTS = ("tests/unit/services/test_canned.py",)
MACROS = ("tests/unit/services/test_macros.py",)
STORE = A + "dynamo/library_store.py"

LIBRARY: tuple[Guard, ...] = (
    Guard(
        "a department's prepared texts need the right to change them",
        D + "scopes.py",
        "        require(agent, Permission.MANAGE_CANNED)",
        "        pass",
        TEXTS,
    ),
    Guard(
        "what is prepared for everybody is the admins' to change",
        D + "scopes.py",
        '        admin_only(agent, "changes what is prepared for everybody")',
        "        pass",
        TEXTS,
    ),
    Guard(
        "another department's prepared texts do not exist",
        D + "scopes.py",
        "if department is not None and not works_in(agent, department):",
        "if False:",
        TEXTS,
    ),
    Guard(
        "a new text is for a department of one's own",
        S + "library.py",
        "        if own not in tuple(scopes_of(agent, self._directory.current())):",
        "        if False:",
        TEXTS,
    ),
    Guard(
        "a reply is not sent with an empty placeholder",
        S + "replies.py",
        "        require_filled(text)\n",
        "",
        TEXTS,
    ),
    Guard(
        "a prepared text is changed on the version it was read in",
        STORE,
        '"ConditionExpression": "#v = :version",',
        '"ConditionExpression": "attribute_exists(pk) OR #v = :version",',
        TEXTS,
    ),
    Guard(
        "a text is prepared once for each request",
        STORE,
        'put = {"TableName": self._table.name, "Item": item, "ConditionExpression": ABSENT}',
        'put = {"TableName": self._table.name, "Item": item}',
        TEXTS,
    ),
    Guard(
        "changes of what is shared are on record",
        S + "library.py",
        "if scope.is_shared else None",
        "if not scope.is_shared else None",
        TEXTS,
    ),
    Guard(
        "a count that fails loses nothing",
        S + "library.py",
        "except (NotFound, Unavailable) as reason:",
        "except NotFound as reason:",
        TEXTS,
    ),
    Guard(
        "a macro is not applied with an empty placeholder",
        S + "applying.py",
        "            require_filled(text)\n",
        "            pass\n",
        MACROS,
    ),
    Guard(
        "each part of a macro needs its permission",
        S + "applying.py",
        "        self._planning.require(agent, seen, edit, recipe.fields)\n",
        "",
        MACROS,
    ),
    Guard(
        "a macro that answers needs the permission to reply",
        S + "applying.py",
        "        require(agent, Permission.REPLY)\n",
        "",
        MACROS,
    ),
    Guard(
        "a macro that notes needs the permission to",
        S + "applying.py",
        "            require(agent, Permission.NOTE)\n",
        "            pass\n",
        MACROS,
    ),
    Guard(
        "a macro is applied to the version that was read",
        S + "macros.py",
        "        if seen.version != version:\n            return self._already_done(request, seen)\n",
        "",
        MACROS,
    ),
    Guard(
        "a preview takes nobody's turn",
        S + "planning.py",
        "or edit.assignee or tentative:",
        "or edit.assignee:",
        MACROS,
    ),
    Guard(
        "a shared macro writes what all who use it may use",
        D + "recipes.py",
        "if macro.recipe.canned and not is_for_all_of(macro.recipe.canned, scope):",
        "if False:",
        MACROS,
    ),
)
