"""Admins read, change, reset and try out the templates of outgoing mail."""

from chalicelib.api import schemas, views
from chalicelib.api.bodies import MailTemplateBody
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import Forbidden, StaleVersion
from chalicelib.domain.mail_templates import MailTemplate

routes = Routes("Mail templates")
ONE = "/api/mail-templates/{event}/{language}"


@routes.get(
    "/api/mail-templates",
    access=Access.AGENT,
    answers=Answer(200, schemas.MailTemplateList),
    errors=(Forbidden,),
    summary="List the templates of mail",
)
def list_mail_templates(call: Call) -> schemas.MailTemplateList:
    """What mail says for each event and language, for admins. `version` 0 means that nobody ever changed it."""
    return schemas.MailTemplateList(tuple(map(views.mail_template, call.desk.mail_templates.list(call.agent))))


@routes.put(
    ONE,
    access=Access.AGENT,
    body=MailTemplateBody,
    answers=Answer(200, schemas.MailTemplate, ("ETag",)),
    errors=(Forbidden, StaleVersion),
    summary="Change a template of mail",
)
def save_mail_template(call: Call) -> Tagged:
    """Replaces the words of the version in If-Match; without If-Match, those that nobody changed yet (version 0).

    `{{placeholder}}` stands for a value. Unknown, misplaced and missing placeholders are refused by name. A paragraph
    whose placeholders all have nothing to say is left out, and the ticket's tag is added to a subject without it.
    """
    body: MailTemplateBody = call.body
    saved = call.desk.mail_templates.save(
        call.agent,
        call.params["event"],
        call.params["language"],
        call.based_on,
        body.subject,
        body.text,
        call.request_id,
    )
    return _tagged(saved)


@routes.delete(
    ONE,
    access=Access.AGENT,
    version=Need.REQUIRED,
    answers=Answer(200, schemas.MailTemplate, ("ETag",)),
    errors=(Forbidden,),
    summary="Return to the built-in template",
)
def reset_mail_template(call: Call) -> Tagged:
    """Takes an admin's words away. The answer is the built-in template with its new version."""
    params = call.params
    templates = call.desk.mail_templates
    return _tagged(templates.reset(call.agent, params["event"], params["language"], call.version, call.request_id))


@routes.post(
    f"{ONE}/preview",
    access=Access.AGENT,
    body=MailTemplateBody,
    once=Need.NO,
    answers=Answer(200, schemas.MailPreview),
    errors=(Forbidden,),
    summary="Try a template of mail",
)
def preview_mail_template(call: Call) -> schemas.MailPreview:
    """The mail that a template would make of sample values. Nothing is stored or sent."""
    body: MailTemplateBody = call.body
    made = call.desk.mail_templates.preview(
        call.agent, call.params["event"], call.params["language"], body.subject, body.text
    )
    return schemas.MailPreview(made.subject, made.text, made.html)


def _tagged(template: MailTemplate) -> Tagged:
    return tagged(views.mail_template(template), template.version)
