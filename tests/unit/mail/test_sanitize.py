"""HTML of strangers runs nothing and loads nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.balance import MAX_DEPTH, MAX_TAGS
from chalicelib.mail.sanitize import sanitize

ALLOWED_SCHEMES = ("http://", "https://", "mailto:", "cid:")


class Finder(HTMLParser):
    """A second parser: collects tags and attributes of cleaned HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(html: str) -> None:
    found = Finder(html)
    bad = {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "svg",
        "math",
        "base",
        "meta",
        "link",
        "template",
    }
    assert not found.tags & bad
    for name, value in found.attributes:
        assert not name.startswith("on")
        assert name not in ("id", "name", "class", "srcset", "background", "action", "formaction", "poster", "ping")
        if name == "href":
            assert value.startswith(ALLOWED_SCHEMES)
        if name == "src":
            assert value.lower().startswith("cid:")
        if name.startswith("data-"):
            assert value.lower().startswith(("http://", "https://"))
        if name == "style":
            assert not any(
                word in value.lower() for word in ("url", "position", "expression", "\\", "@", "behavior", "/*")
            )


VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a><a href='data:text/html,<script>alert(1)</script>'>y</a><a href='file:///etc'>z</a>",
    "<a href='//evil.example'>x</a><a href='/api/session'>y</a><a href='?x'>z</a>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example><style>@import '//evil.example'</style>",
    "<form action=//evil.example><input name=password><button formaction=javascript:alert(1)>",
    "<div style='background:url(//evil.example)'>x</div>",
    "<div style='background-image:u\\72l(//evil.example)'>x</div>",
    "<div style='color:red;background:url(\"//evil.example\");position:fixed;top:0'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='color:red;/*'>x</div><div style='*/position:fixed'>",
    "<table background=//evil.example><td background='http://evil.example/x.png'>",
    "<img srcset='//evil.example 1x, javascript:alert(1) 2x'>",
    "<img src='//evil.example/x.png'><img src='ht\ttp://evil.example/x.png'><img src=data:image/svg+xml,x>",
    "<img data-lippu-src='javascript:alert(1)'><img data-lippu-srcset='//x 1x'>",
    "<input type=image src=http://evil.example><video poster=http://evil.example src=http://evil.example>",
    "<p id=x name=y class=z>x</p><img name=getElementById><a id=location>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<b title='&lt;/b&gt;&lt;script&gt;'>x</b><b title='><script>alert(1)</script>'>",
    "<plaintext><script>alert(1)</script>",
    "<select><style></select><script>alert(1)</script>",
    "<a href='https://x.example' ping=//evil.example target=_top>x</a>",
    "\x00<\x00script\x00>alert(1)</script>",
]


@pytest.mark.parametrize("html", VECTORS)
def test_known_attacks_become_harmless(html):
    clean = sanitize(html).html
    assert_harmless(clean)
    assert sanitize(clean).html == clean


def test_ordinary_markup_stays():
    html = '<p style="color: red">Hi <b>you</b><br><a href="https://example.com/">x</a></p><ul><li>one</li></ul>'
    clean = sanitize(html).html
    assert clean.replace(' rel="noopener noreferrer nofollow"', "") == html


def test_remote_pictures_are_held_back_and_counted():
    html = (
        '<img src="https://example.com/a.png"><img src="cid:logo@x"><img srcset="https://example.com/b.png 2x">'
        '<table background="http://example.com/c.png"><tr><td>x</td></tr></table>'
    )
    clean = sanitize(html)
    assert clean.blocked_images == 3
    assert 'data-lippu-src="https://example.com/a.png"' in clean.html
    assert 'data-lippu-srcset="https://example.com/b.png 2x"' in clean.html
    assert 'data-lippu-background="http://example.com/c.png"' in clean.html
    assert 'src="cid:logo@x"' in clean.html
    assert sanitize(clean.html) == clean


def test_text_and_attributes_full_of_ampersands_stay_or_go_whole():
    assert sanitize("&" * 5000).html == "&amp;" * 5000
    assert sanitize("<p title='" + "&" * 5000 + "'>x</p>").html == "<p>x</p>"


def test_styles_are_kept_by_property_and_value():
    clean = sanitize('<p style="COLOR:rgb(1, 2, 3); position:fixed; margin:1px; z-index:9; width:calc(1px)">x</p>').html
    assert clean == '<p style="color: rgb(1, 2, 3); margin: 1px">x</p>'


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * (MAX_DEPTH + 1) + "x &lt;b&gt;",
        "<b><i>" * 20_000 + "x &lt;b&gt;",
        "<br>" * (MAX_TAGS + 1) + "x &lt;b&gt;",
    ],
)
def test_html_nested_too_deep_is_shown_as_text(html):
    clean = sanitize(html)
    assert clean.html.endswith("x &lt;b&gt;<br>\n")
    assert Finder(clean.html).tags <= {"br"}
    assert sanitize(clean.html) == clean


@pytest.mark.parametrize(
    "unit",
    [
        "<div><table><td></div>",
        "<form><div></form>",
        "<b><div></b>",
        "<span><p></span></p>",
        "<div><select></div></select>",
    ],
)
def test_no_badly_nested_tags_hide_the_depth_from_the_limit(unit):
    clean = sanitize(unit * 5000 + "x").html
    depth = deepest = 0
    for piece in clean.split("<")[1:]:
        depth += -1 if piece[0] == "/" else not piece.startswith(("br", "hr", "img"))
        deepest = max(deepest, depth)
    assert deepest <= 2 * MAX_DEPTH


TAGS = ["div", "p", "b", "a", "table", "tr", "td", "ul", "li", "dt", "pre", "h1", "form", "xmp"]
TAGS += ["svg", "math", "style", "script", "title", "select", "template", "textarea"]
PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        '<img src="http://e/x" onerror=1>',
        "<img src=cid:x>",
        '<p style="color:red;position:fixed" title="<img src=x>">',
        '<td background="http://e/x" data-lippu-background="javascript:1">',
        "<a href=' javascript:1'>",
        "<!--",
        "-->",
        "<",
        '"',
        "'",
        "&lt;",
        "&#60;script&#62;",
        "text",
        "\n",
        "\x00",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_cleaning_is_harmless_and_twice_changes_nothing(html):
    clean = sanitize(html)
    assert_harmless(clean.html)
    assert sanitize(clean.html) == clean


@given(st.text())
def test_cleaning_any_text_never_raises(text):
    assert_harmless(sanitize(text).html)
