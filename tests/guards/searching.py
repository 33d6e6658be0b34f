"""Guards of finding tickets: who finds what, how words are compared, and that no word is lost."""

from tests.guards.guard import A, D, Guard, S

CHANGES = ("tests/unit/services/test_searching_changes.py",)
FINDING = ("tests/unit/services/test_searching.py",)
WORDS = ("tests/unit/domain/search/test_words.py",)
ASKING = ("tests/unit/domain/search/test_asking.py",)
TERMS = ("tests/unit/domain/search/test_terms.py",)
RANKING = ("tests/unit/domain/search/test_ranking.py",)
INDEX = ("tests/contract/test_search_index.py",)

SEARCHING = (
    # who finds what
    Guard(
        "a ticket that moved away is not shown by a late index",
        S + "searching.py",
        "if may_see(agent, pair[0])]",
        "]",
        CHANGES,
    ),
    Guard(
        "words of other departments lead nowhere",
        A + "dynamo/postings.py",
        "if where & sought.places and (codes is None or code in codes):",
        "if where & sought.places:",
        INDEX,
    ),
    Guard(
        "the ticket that is named must be one that the caller sees",
        S + "searching.py",
        "if named and may_see(agent, named) else []",
        "if named else []",
        CHANGES,
    ),
    Guard(
        "who sees only the own tickets finds only those",
        S + "searching.py",
        "found = [each for each in found if each.reference in own]",
        "pass",
        FINDING,
    ),
    Guard(
        "a department of others reads like none",
        D + "search/fields.py",
        "for each in visible_departments(agent, directory))",
        "for each in directory.departments.values())",
        ASKING,
    ),
    Guard(
        "spam and trash must be asked for by name",
        D + "search/question.py",
        "if ticket.status in PUT_ASIDE and question.statuses is None:",
        "if False:",
        CHANGES,
    ),
    # words
    Guard(
        "accents do not matter", D + "search/folding.py", "if not unicodedata.combining(character)", "if True", WORDS
    ),
    Guard(
        "what was quoted leads nowhere",
        D + "search/terms.py",
        'if part.kind == "reply")',
        ")",
        TERMS,
    ),
    Guard(
        "a phrase is its words in order",
        S + "searching.py",
        "if question.phrases:\n            fitting",
        "if False:\n            fitting",
        FINDING,
    ),
    Guard(
        "a word that stands in very many tickets shuts no older one out",
        D + "search/ranking.py",
        "if all(reference in each.by_reference or minute < each.since for each in hits)",
        "if all(reference in each.by_reference for each in hits)",
        RANKING,
    ),
    # nothing is lost
    Guard(
        "the words of two changes at once add up",
        A + "dynamo/search_index.py",
        "return self._table.put(item, only_new=True)",
        "return self._table.put(item)",
        INDEX,
    ),
    Guard(
        "a ticket that moved is posted anew in its department",
        D + "search/terms.py",
        "if before is None or before.department != after.department:",
        "if before is None:",
        TERMS,
    ),
)
