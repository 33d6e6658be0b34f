"""The hosted form: write to the desk without mail, script or account, and get the ticket's number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.api.http import Access
from chalicelib.api.problems import extra_headers, kind_of
from chalicelib.domain.errors import FieldProblem, InvalidInput, Unavailable
from chalicelib.domain.ids import show_reference
from chalicelib.domain.sla import in_words
from chalicelib.pages.fields import one_line, read_fields
from chalicelib.pages.http import Page, PageRequest, Pages, see_other
from chalicelib.pages.rendering import render
from chalicelib.pages.thanks import open_thanks, seal_thanks

pages = Pages()

HONEYPOT = "website"
TOKEN = "token"  # noqa: S105 - the name of a field
ORDER = ("department", "name", "email", "subject", "message")
NOT_UTF8 = FieldProblem("form", "Some characters arrived broken. Check your text and send it again.")
BUSY = FieldProblem("form", "We cannot take this right now. Send it again in a minute; nothing will arrive twice.")


@pages.get("/", access=Access.PUBLIC)
def show_form(request: PageRequest) -> Page:
    return _form(request, {}, request.desk.forms.new_token(), ())


@pages.post("/", access=Access.PUBLIC)
def submit_form(request: PageRequest) -> Page:
    """303 to the thanks page, or the form with what was written: 422 and what to change, 503 to send it again."""
    posted = read_fields(request.content_type, request.body)
    fields = posted.fields
    if not posted.is_utf8:
        return _form(request, fields, fields.get(TOKEN, ""), (NOT_UTF8,))
    from chalicelib.services.forms import FormPost  # brings the address rules along, which only a posted form needs

    post = FormPost(
        token=fields.get(TOKEN, ""),
        department=fields.get("department", ""),
        name=one_line(fields.get("name", "")),
        email=one_line(fields.get("email", "")),
        subject=one_line(fields.get("subject", "")),
        message=fields.get("message", ""),
        honeypot=bool(fields.get(HONEYPOT, "").strip()),
    )
    try:
        submitted = request.desk.forms.submit(post)
    except InvalidInput as refused:
        stale = any(problem.field == TOKEN for problem in refused.problems)
        token = request.desk.forms.new_token() if stale else post.token
        return _form(request, fields, token, refused.problems)
    except Unavailable:
        kind = kind_of(Unavailable)
        form = _form(request, fields, post.token, (BUSY,))
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


def _form(request: PageRequest, values: Mapping[str, str], token: str, problems: Sequence[FieldProblem]) -> Page:
    departments = tuple(request.desk.directory_cache.current().departments.values())
    shown = [FieldProblem(problem.field, _sentence(problem.message)) for problem in problems]
    html = render(
        "form.html",
        departments=departments,
        values={name: values.get(name, "") for name in (*ORDER, HONEYPOT)},
        token=token,
        problems={name: [each.message for each in shown if each.field == name] for name in ORDER},
        remarks=[each.message for each in shown if each.field not in ORDER],
    )
    return Page(html, 422 if problems else 200)


def _sentence(words: str) -> str:
    words = words.replace("e-mail", "e\u2011mail")  # narrow screens break lines at an ordinary hyphen
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
