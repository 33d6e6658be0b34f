"""Reads our own pages: elements by id and name, and what is true of every page."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input"}


class PageParser(HTMLParser):
    """Collects elements with their attributes and text. Fails on tags that are not closed properly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[tuple[str, int]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag not in VOID:
            self._open.append((tag, len(self.texts) - 1))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1][1]] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, id: str) -> dict[str, str]:
        (found,) = [attributes for _, attributes in self.elements if attributes.get("id") == id]
        return found

    def text_of(self, id: str) -> str:
        (index,) = [n for n, (_, attributes) in enumerate(self.elements) if attributes.get("id") == id]
        return self.texts[index]


def parse(html: str) -> PageParser:
    """The page, after checking what holds for all: structure, labels, nothing inline, nothing from outside."""
    page = PageParser(html)
    assert html.startswith("<!doctype html>")
    assert page.all("html")[0]["lang"] == "en"
    assert [tag for tag, _ in page.elements].count("h1") == 1
    assert [tag for tag, _ in page.elements].count("main") == 1
    assert not {"script", "style", "img", "iframe", "base", "object"} & {tag for tag, _ in page.elements}
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set(attributes.get(name, "").split()) <= set(ids), (tag, attributes)
        for name in ("href", "src", "action"):
            assert "//" not in attributes.get(name, ""), (tag, attributes)
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids, attributes
    labelled = {attributes["for"] for attributes in page.all("label")}
    controls = [*page.all("input"), *page.all("select"), *page.all("textarea")]
    assert {each["id"] for each in controls if each.get("type") != "hidden"} == labelled
    return page
