"""Everything that answers with pages. `app.py` registers the blueprints."""

from chalicelib.pages import extras, files, form
from chalicelib.pages.http import Pages


def blueprints() -> tuple[Pages, ...]:
    return (form.pages, files.pages, extras.pages)
