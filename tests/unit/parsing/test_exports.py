"""Files that recruiting sites and editors export under a name that is not their format."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document
from bole.domain.resume import WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

LINES = ("张伟", "工作经历", "2019.03-至今  海港科技有限公司  后端工程师", "使用Python开发订单系统，接口耗时降低40%。")
WORD_HTML = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office' xmlns:w='urn:schemas-microsoft-com:office:word'>\n"
    "<head><meta http-equiv=Content-Type content='text/html; charset={charset}'>\n"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->\n"
    "<style><!-- p.MsoNormal {{mso-style-parent:''; color:black;}} --></style></head>\n"
    "<body lang=ZH-CN><div class=Section1>\n"
    "<p class=MsoNormal><b>张伟</b><o:p></o:p></p>\n"
    "<p class=MsoNormal><![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p>\n"
    "<!--[if gte vml 1]><v:shape>not shown</v:shape><![endif]-->\n"
    "<p class=MsoNormal>工作经历<o:p></o:p></p>\n"
    "<table><tr><td>2019.03-至今</td><td>海港科技有限公司</td><td>后端工程师</td></tr></table>\n"
    "<p class=MsoNormal>使用Python开发订单系统，接口耗时降低40%。"
    "<span style='display:none;mso-hide:all'>精通一切技能与管理</span></p>\n"
    "<img src='https://example.com/photo.jpg'></div></body></html>\n"
)
FRAGMENT = "<table><tr><td>张伟</td></tr><tr><td>工作经历</td></tr></table>" + "".join(
    f"<p>{line}</p>" for line in LINES[2:]
)


def _lines(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.split("\n") if line]


WANTED = ["".join(line.split()) for line in LINES]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gbk"), ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("unicode", "utf-16"), ("utf-16", "utf-16-le")],
)
def test_html_of_word_is_read_under_the_name_of_doc(charset: str, encoding: str) -> None:
    """What only Word reads in it is not shown; what it hides is found."""
    content = WORD_HTML.format(charset=charset).encode(encoding)

    resume = parse(Document(content=content, file_name="智联招聘_张伟.doc"), ParsingLimits())

    assert _lines(resume.text) == WANTED
    assert [found.excerpt for found in resume.hidden_text] == ["精通一切技能与管理"]
    assert resume.media_type == "text/html"
    assert [warning.code for warning in resume.warnings] == [WarningCode.MEDIA_TYPE_MISMATCH]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_a_piece_of_html_without_its_head_is_read(encoding: str) -> None:
    """Some sites write no more than the table."""
    resume = parse(Document(content=FRAGMENT.encode(encoding), file_name="a.doc"), ParsingLimits())

    assert _lines(resume.text) == WANTED


@pytest.mark.parametrize("file_name", ["a.doc", "a.html", "a.docx", "a.pdf", ""])
def test_text_is_read_under_any_name(file_name: str) -> None:
    """The content decides."""
    resume = parse(Document(content="\n".join(LINES).encode("gbk"), file_name=file_name), ParsingLimits())

    assert _lines(resume.text) == WANTED
