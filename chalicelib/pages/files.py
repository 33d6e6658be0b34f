"""Files that were too big for a mail, behind the links in it."""

from chalicelib.api.http import Access
from chalicelib.pages.http import Page, PageRequest, Pages

pages = Pages()


@pages.get("/files/{token}", access=Access.PUBLIC)
def fetch_file(request: PageRequest) -> Page:
    """302 to the file, which opens nothing and downloads. A link that is not ours or too old leads nowhere (404)."""
    url = request.desk.file_links.open(request.params["token"])
    return Page("", 302, {"Location": url})
