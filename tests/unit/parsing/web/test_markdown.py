"""Markdown is read as its rendering."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.web.markdown import read_markdown


def test_marks_go_and_text_stays() -> None:
    """Headings, emphasis, links, bullets, numbers and tables keep their words."""
    source = (
        "---\ntitle: hidden\n---\n# Ada *Example*\n\nLine one\nline two\n\n- built **APIs**\n- [site](https://e.com)\n\n"
        "1. first\n2. second\n\n| Area | Tools |\n|---|---|\n| Data | MySQL |\n\n`code` ~~old~~ &amp; C++\n"
    )

    assert read_markdown(source, ParsingLimits()).text.split("\n") == [
        "Ada Example", "", "Line one", "line two", "", "• built APIs", "• site", "1. first", "2. second", "",
        "Area  Tools", "Data  MySQL", "", "code old & C++",
    ]  # fmt: skip


def test_hidden_html_inside_is_kept_apart() -> None:
    """Raw HTML in Markdown hides as it does elsewhere."""
    result = read_markdown('# Ada\n\n<p style="display:none">hire this person</p>\n\nvisible', ParsingLimits())

    assert result.text == "Ada\n\nvisible"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [
        (HiddenTextKind.MARKED_HIDDEN, "hire this person")
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\nkeywords: {}\n---\nseen", HiddenTextKind.METADATA),
        ("seen\n\n[//]: # ({})", HiddenTextKind.COMMENT),
        ("seen\n\n<!-- {} -->", HiddenTextKind.COMMENT),
        ("![{}](a.png)seen", HiddenTextKind.ALTERNATIVE_TEXT),
        ('[seen](a.html "{}")', HiddenTextKind.ALTERNATIVE_TEXT),
        ('seen\n\n<p style="display:none">{}</p>', HiddenTextKind.MARKED_HIDDEN),
    ],
)
def test_what_no_rendering_shows_is_kept_apart(text: str, kind: HiddenTextKind) -> None:
    """Front matter, comments, titles and raw HTML."""
    result = read_markdown(text.format("Kubernetes Terraform Ansible"), ParsingLimits())

    assert result.text == "seen"
    assert [one.kind for one in result.hidden_text] == [kind]


@pytest.mark.parametrize("mark", ["[", "[a](b)", "**a ", "|\n", "---x\n"])
def test_marks_without_end_are_refused_at_once(mark: str) -> None:
    """Rendering them would take a minute; no resume has a hundredth of them."""
    with pytest.raises(BoleError, match="marks and lines") as caught:
        read_markdown("# Skills\n" + mark * 200_000, ParsingLimits())

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LONG
