"""The hosted form: write to the desk without mail, script or account, and get the ticket's number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.api.http import Access
from chalicelib.api.problems import extra_headers, kind_of
from chalicelib.domain.errors import FieldProblem, InvalidInput, Unavailable
from chalicelib.domain.ids import show_reference
from chalicelib.domain.languages import asked_in
from chalicelib.domain.time_words import in_words
from chalicelib.domain.values import dataclass
from chalicelib.pages.asked import AskedInput, asked_inputs, custom_values, offered_categories, posted_values
from chalicelib.pages.fields import one_line, read_fields
from chalicelib.pages.http import Page, PageRequest, Pages, see_other
from chalicelib.pages.rendering import render
from chalicelib.pages.thanks import open_thanks, seal_thanks

pages = Pages()


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the inputs: those of every form, and custom fields by their id."""

    fields: Mapping[str, str]
    custom: Mapping[str, tuple[str, ...]]


HONEYPOT = "website"
TOKEN = "token"  # noqa: S105 - the name of a field
ORDER = ("department", "category", "name", "email", "subject", "message")
LANGUAGE = "language"
NOT_UTF8 = FieldProblem("form", "Some characters arrived broken. Check your text and send it again.")
BUSY = FieldProblem("form", "We cannot take this right now. Send it again in a minute; nothing will arrive twice.")


@pages.get("/", access=Access.PUBLIC)
def show_form(request: PageRequest) -> Page:
    """`?department=<id>` chooses one, with the categories that it offers and the fields that it asks for.
    `?language=fi` names these in that language, otherwise the browser's counts."""
    chosen = {"department": request.query.get("department", ""), LANGUAGE: _language(request)}
    return _form(request, Filled(chosen, {}), request.desk.forms.new_token(), ())


@pages.post("/", access=Access.PUBLIC)
def submit_form(request: PageRequest) -> Page:
    """303 to the thanks page, or the form with what was written: 422 and what to change, 503 to send it again."""
    posted = read_fields(request.content_type, request.body)
    fields = posted.fields
    filled = Filled(fields, custom_values(posted.all))
    if not posted.is_utf8:
        return _form(request, filled, fields.get(TOKEN, ""), (NOT_UTF8,))
    from chalicelib.services.forms import FormPost  # brings the address rules along, which only a posted form needs

    post = FormPost(
        token=fields.get(TOKEN, ""),
        department=fields.get("department", ""),
        name=one_line(fields.get("name", "")),
        email=one_line(fields.get("email", "")),
        subject=one_line(fields.get("subject", "")),
        message=fields.get("message", ""),
        honeypot=bool(fields.get(HONEYPOT, "").strip()),
        fields=posted_values(filled.custom, request.desk.directory_cache.current()),
        category=fields.get("category", ""),
        language=asked_in(fields.get(LANGUAGE, "")),
    )
    try:
        submitted = request.desk.forms.submit(post)
    except InvalidInput as refused:
        stale = any(problem.field == TOKEN for problem in refused.problems)
        token = request.desk.forms.new_token() if stale else post.token
        return _form(request, filled, token, refused.problems)
    except Unavailable:
        kind = kind_of(Unavailable)
        form = _form(request, filled, post.token, (BUSY,))
        return replace(form, status=kind.status, headers=extra_headers(kind))
    desk = request.desk
    sealed = seal_thanks(desk.signer, submitted.reference, submitted.department.id, desk.clock.now())
    return see_other(f"thanks?ticket={sealed}")


@pages.get("/thanks", access=Access.PUBLIC)
def thank(request: PageRequest) -> Page:
    """The number, and what happens next. A link that is not ours leads back to the form."""
    opened = open_thanks(request.desk.signer, request.query.get("ticket", ""), request.desk.clock.now())
    if opened is None:
        return see_other("./")
    reference, department_id = opened
    department = request.desk.directory_cache.current().departments.get(department_id)
    return Page(
        render(
            "thanks.html",
            reference=show_reference(reference),
            department=department.name if department else None,
            promise=in_words(department.first_response) if department else None,
        )
    )


def _language(request: PageRequest) -> str:
    return asked_in(request.query.get(LANGUAGE, "")) or asked_in(request.accepts)


def _form(request: PageRequest, filled: Filled, token: str, problems: Sequence[FieldProblem]) -> Page:
    directory = request.desk.directory_cache.current()
    departments = tuple(directory.departments.values())
    chosen = departments[0].id if len(departments) == 1 else filled.fields.get("department", "")
    language = asked_in(filled.fields.get(LANGUAGE, ""))
    asked = asked_inputs(directory.departments.get(chosen), directory, filled.custom, language)
    shown = [FieldProblem(*_worded(problem, asked)) for problem in problems]
    names = (*ORDER, *(each.name for each in asked))
    html = render(
        "form.html",
        departments=departments,
        values={name: filled.fields.get(name, "") for name in (*ORDER, HONEYPOT)},
        asked=asked,
        categories=offered_categories(directory.departments.get(chosen), directory, language),
        language=language,
        token=token,
        problems={name: [each.message for each in shown if each.field == name] for name in names},
        remarks=[each.message for each in shown if each.field not in names],
    )
    return Page(html, 422 if problems else 200)


def _worded(problem: FieldProblem, asked: Sequence[AskedInput]) -> tuple[str, str]:
    """The name of the input and a sentence: what is wrong with a custom field begins with what it is called."""
    for each in asked:
        if problem.field == each.field:
            return each.name, _sentence(f"{each.label} {problem.message}")
    return problem.field, _sentence(problem.message)


def _sentence(words: str) -> str:
    words = words.replace("e-mail", "e\u2011mail")  # narrow screens break lines at an ordinary hyphen
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
