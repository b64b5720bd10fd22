"""Small valid files of every format, from which damaged ones are made."""

from __future__ import annotations

import hashlib
import io
import json
import struct

from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from tests.hostile_files import LINES, SHOWN, WHITE, one_page, packed, shifted_letters_pdf, stream
from tests.unit.parsing.archives.make_archives import seven_zipped, zipped
from tests.unit.parsing.mail.make_mails import eml, msg
from tests.unit.parsing.make_documents import RESUME_TEXT, docx, paragraph, part, relation, resume_docx, resume_pdf

CHINESE = (
    "张三\n男 | 1990年3月 | 汉族 | 党员\n工作经历\n2019.03-至今 示例公司 后端工程师\n"
    "使用Python开发订单系统\n教育经历\n2008-2012 示例大学 本科"
)
ARABIC = (
    "آدا مثال\nالخبرة\nمهندس برمجيات، شركة المثال، مارس 2019 - الآن\n"
    "التعليم\nبكالوريوس علوم الحاسوب 2015\nالمهارات: Python"
)
TEXT = "\n".join(LINES)

_FORM = stream(
    SHOWN, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Matrix[1 0 0 1 5 5]/Resources<</Font<</F 4 0 R>>>>"
)
_IMAGE = stream(bytes(300), b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB")
_DRAWN = (
    SHOWN + b"q 1 0 0 1 20 20 cm /X Do Q /G gs " + WHITE + b"0 0 1 rg 50 700 200 40 re f 10 10 m 500 10 l S "
    b"BT 3 Tr /F 9 Tf 50 300 Td [(hid) -20 (den)] TJ 7 Tr (clip) Tj ET q 50 0 0 50 10 10 cm /I Do Q"
)
PDFS = (
    one_page(),
    one_page(
        _DRAWN,
        resources=b"/XObject<</X 6 0 R/I 7 0 R>>/ExtGState<</G<</ca .5/CA 1>>>>",
        more=[_FORM, _IMAGE, b"<</Title(Ada)/Author(Ada)>>"],
    ),
    one_page(box=b"[0 0 400 400]/Rotate 90", packed_content=packed(SHOWN)),
    shifted_letters_pdf(TEXT, 0, page_count=2),
    resume_pdf(2),
)
PDF_WORDS = (
    b" << ",
    b" >> ",
    b" [ ",
    b" ] ",
    b" ( ",
    b" ) ",
    b"3 0 R ",
    b"/Parent 3 0 R",
    b"/Rotate 45",
    b"/CropBox[0 0 1e9 -1]",
    b"/UserUnit 1e9",
    b" endobj ",
    b" stream\n",
    b" endstream ",
    b"1e38 0 0 1e38 0 0 cm ",
    b" q ",
    b" Q ",
    b"/X Do ",
    b" 3 Tr ",
    b" BT ",
    b" ET ",
    b"/F 1e30 Tf ",
    b" 0 Tz ",
    b"/OC/MC0 BDC ",
    b" EMC ",
    b"/ActualText(x)",
    b"/Encrypt 9 0 R",
    b"/Prev 9 ",
    b" W n ",
    b" BI /W 9 /H 9 ID x EI ",
    b" TJ ",
    b" sh ",
    b"/Type/Annot/Subtype/Widget",
)

_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:rPr><w:color w:val="404040"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
WHITE_RUN = '<w:color w:val="FFFFFF"/>'
DOCX_BODY = (
    "".join(map(paragraph, LINES))
    + '<w:p><w:pPr><w:pStyle w:val="b"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    '<w:r><w:rPr><w:sz w:val="2"/><w:shd w:fill="FFFFFF" w:val="clear"/></w:rPr><w:t>small</w:t></w:r></w:p>'
    '<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr><w:tr><w:tc><w:tcPr><w:shd w:fill="000000"/></w:tcPr>'
    f"{paragraph('left', WHITE_RUN)}</w:tc><w:tc>{paragraph('right')}</w:tc></w:tr></w:tbl>"
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:positionV><wp:posOffset>100'
    f"</wp:posOffset></wp:positionV><wps:wsp><wps:txbx><w:txbxContent>{paragraph('box')}</w:txbxContent></wps:txbx>"
    "</wps:wsp></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    '<w:sym w:font="Wingdings" w:char="F0B7"/></w:r>'
    "<w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>"
)
_RELATIONS = (
    relation("styles", "styles.xml") + relation("numbering", "numbering.xml") + relation("header", "header1.xml")
)


def docx_of(body: bytes, styles: bytes = _STYLES.encode(), numbering: bytes = _NUMBERING.encode()) -> bytes:
    """Returns a DOCX of parts as they are, however damaged."""
    parts = {
        "word/styles.xml": part("styles", styles.decode("utf-8", "replace")),
        "word/numbering.xml": part("numbering", numbering.decode("utf-8", "replace")),
        "word/header1.xml": part("hdr", paragraph("header")),
    }
    return docx(body.decode("utf-8", "replace"), parts, _RELATIONS)


DOCX_STYLES, DOCX_NUMBERING = _STYLES.encode(), _NUMBERING.encode()
XML_WORDS = (
    b"<w:p>",
    b"</w:p>",
    b"<w:r>",
    b"</w:r>",
    b"<w:tbl><w:tr><w:tc>",
    b"</w:tc></w:tr></w:tbl>",
    b"<w:vanish/>",
    b"&amp;",
    b"&x;",
    b"<w:t/>",
    b"<!-- -->",
    b"<![CDATA[x]]>",
    b'<w:gridSpan w:val="9"/>',
    b"<w:vMerge/>",
    b'<w:altChunk r:id="x"/>',
    b"<mc:Fallback/>",
    b"<w:sdt><w:sdtContent>",
    b'w:val="-1"',
    b"<w:br/>",
    b"<w:tab/>",
    b'<w:fldChar w:fldCharType="begin"/>',
)
DOCX_FILES = (docx_of(DOCX_BODY.encode()), resume_docx())

_PREFIXES = b"".join(b' xmlns:%s="http://x/%s"' % (prefix, prefix) for prefix in (b"mc", b"wp", b"wps"))
WORD_XML_FILES = (
    b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    + _PREFIXES
    + b"><w:body>"
    + DOCX_BODY.encode()
    + b"</w:body></w:wordDocument>",
    b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    b'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document '
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    + _PREFIXES
    + b"><w:body>"
    + DOCX_BODY.encode()
    + b"</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>",
)

_STYLE = (
    "<style>@media screen {.a{color:#fff}} p.b, #c > span {display:none} :root{--x:1px}"
    "li{position:absolute;left:calc(1px - var(--x))}</style>"
)
_PARAGRAPHS = "</p><p>".join(LINES)
_PLAIN_PAGE = f"<html><head>{_STYLE}</head><body><h1>Ada</h1><p class=a>{_PARAGRAPHS}</p></body></html>"
_ODD_PAGE = (
    "<html><body bgcolor=#000><table><tr><td>Work Experience<td style='color:white;font-size:0.1pt'>x</table>"
    f"<ul><li>a<ol><li>b</ol></ul><pre>{TEXT}</pre><span hidden>h</span><b id=c><span>s</span></b>&nbsp;&#xfe0f;"
)
HTML_FILES = (_PLAIN_PAGE.encode(), _ODD_PAGE.encode())
HTML_WORDS = (
    b"<div>",
    b"</div>",
    b"<td>",
    b"<table>",
    b"<li>",
    b"<ol start=-9>",
    b"<!--",
    b"-->",
    b"<style>",
    b"</style>",
    b"{",
    b"}",
    b"<svg>",
    b"<template>",
    b"<script>",
    b"&#0;",
    b"&#x110000;",
    b"&a",
    b' style="color:rgb(1e9,,)"',
    b" class=",
    b"font-size:1e99em;",
    b"calc(",
    b"var(--x)",
    b"!important",
    b"<pre>",
    b"<br>",
    b"<select><option>",
    b"<details>",
    b" hidden",
)

MARKDOWN_FILES = (
    f"---\na: 1\n---\n# Ada\n\n## Work Experience\n\n- **Engineer**, [Harbor](http://x) `2019`\n- b\n\n"
    f"| a | b |\n|---|---|\n| 1 | 2 |\n\n> q\n\n{TEXT}\n".encode(),
)
MARKDOWN_WORDS = (
    b"[",
    b"](",
    b"**",
    b"`",
    b"> ",
    b"# ",
    b"|",
    b"---\n",
    b"<p>",
    b"![",
    b"\n\n    ",
    b"1. ",
    b"~~",
    b"\\",
)

TEXT_FILES = (
    TEXT.encode(),
    CHINESE.encode("gb18030"),
    CHINESE.encode("utf-16"),
    CHINESE.encode("big5", "ignore"),
    ARABIC.encode(),
    ARABIC.encode("cp1256", "ignore"),
    "Иван\nОпыт работы\nИнженер".encode("koi8_r"),
    TEXT.encode("utf-16-le"),
    "職務経歴\n平成31年4月 入社\nエンジニア".encode("cp932"),
    RESUME_TEXT.encode("utf-7"),
)
TEXT_WORDS = (
    b"2019.03-",
    "至今".encode(),
    b" - Present",
    b"@",
    b"http://",
    b"+1 555",
    b"\x1b$B",
    b"\x1b(B",
    b"\x84\x31\x95\x33",
    b"\xe2\x80",
    "年".encode(),
    "民国99年".encode(),
    "平成".encode(),
    "令和元年".encode(),
    b"13/2019",
    b"99.99.9999",
    b"00000000000",
)

JSON_FILES = (
    json.dumps(
        {
            "basics": {
                "name": "Ada",
                "email": "a@b.example",
                "location": {"city": "X"},
                "profiles": [{"url": "http://x"}],
            },
            "work": [
                {"name": "Harbor", "position": "Engineer", "startDate": "2019-03", "highlights": ["Built", "Led"]}
            ],
            "education": [{"institution": "U", "area": "CS", "studyType": "BSc", "endDate": "2015"}],
            "skills": [{"name": "Python", "keywords": ["a", "b"]}],
            "languages": [{"language": "English", "fluency": "C1"}],
        }
    ).encode(),
)
JSON_WORDS = (
    b"null",
    b"{}",
    b"[]",
    b"[" * 50,
    b'"\\ud800"',
    b"1e999",
    b"NaN",
    b'"a":',
    b",",
    b'{"name":',
    b"true",
    b"-0",
)

MAILS = (
    eml(html=HTML_FILES[0].decode(), attachments=[("cv.txt", TEXT.encode())], mails=[eml()]),
    eml(attachments=[("cv.pdf", PDFS[0])]),
)
MAIL_WORDS = (
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"\n--x\n",
    b"Content-Transfer-Encoding: base64\n",
    b"charset=unknown-8",
    b"=?utf-8?b?=?=",
    b"\n\n",
    b"message/rfc822",
    b"Content-Disposition: attachment; filename*=''%ff",
    b"text/html",
    b"boundary=",
    b"=\n",
    b"=ZZ",
    b"begin 644 x\n",
)
_MHTML_HEAD = (
    b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"; type="text/html"\n\n--x\n'
    b'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable\n'
    b"Content-Location: file:///a.htm\n\n"
)
_MHTML_END = b"\n--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x--\n"
MHTML_FILES = (_MHTML_HEAD + HTML_FILES[0].replace(b"=", b"=3D") + _MHTML_END,)
MSG_FILES = (msg(attachments=[("cv.txt", TEXT.encode())]),)

ZIPS = (zipped(("cv.txt", TEXT.encode())), zipped(("a/cv.html", HTML_FILES[0]), ("b.png", b"\x89PNG\r\n\x1a\n")))
SEVEN_ZIPS = (seven_zipped(("cv.txt", TEXT.encode())), seven_zipped(("cv.txt", TEXT.encode()), bare_list=True))


def _picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (200, 210, 220)).save(file, form)
    return file.getvalue()


PICTURES = tuple(map(_picture, ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")))
PICTURE_WORDS = (
    b"IHDR",
    b"IDAT",
    b"IEND",
    b"\xff\xd8",
    b"\xff\xda",
    b"\x00" * 8,
    struct.pack(">II", 2**31, 2**31),
    b"acTL",
)
SIGNATURES = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf\x27\x1c", b"<html>", b"From: a\n")


def _protected() -> bytes:
    """Returns a DOCX with a password; the library that protects it needs one of more than four kilobytes."""
    filling = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(200))
    content = docx("".join(map(paragraph, LINES)), {"word/media/filling": filling})
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("secret", file)
    return file.getvalue()


PROTECTED = (_protected(),)
