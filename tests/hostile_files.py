"""Files that are built to break a parser, byte by byte: bombs, loops, absurd numbers, deep nests."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache

from tests.unit.parsing.make_documents import docx, package, paragraph, part, relation

MEBIBYTE = 1024 * 1024
LINES = (
    "Ada Example",
    "Work Experience",
    "Engineer, Harbor Ltd, Mar 2019 - Present",
    "Built the order service in Python.",
    "Education",
    "BSc Computer Science, 2015",
    "Skills: Python, SQL",
)
SHOWN = b"BT /F 12 Tf 14 TL 50 800 Td " + b" T* ".join(f"({line}) Tj".encode() for line in LINES) + b" ET\n"
WHITE = b"1 1 1 rg " + SHOWN
_A4 = b"[0 0 595 842]"
_HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def hand_made_pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Returns a PDF of these objects, numbered from 1; the first is the catalogue."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Returns a stream object as it is."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def packed(data: bytes, entries: bytes = b"") -> bytes:
    """Returns a compressed stream object."""
    return stream(zlib.compress(data, 9), entries + b"/Filter/FlateDecode")


def one_page(
    content: bytes = SHOWN,
    *,
    box: bytes = _A4,
    resources: bytes = b"",
    font: bytes = _HELVETICA,
    more: Sequence[bytes] = (),
    packed_content: bytes | None = None,
) -> bytes:
    """Returns a PDF of one page; what `more` holds is numbered from 6."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Resources<</Font<</F 4 0 R>>%s>>/Contents 5 0 R>>" % (box, resources)
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return hand_made_pdf([_CATALOG, pages, page, font, packed_content or stream(content), *more])


def shifted_letters_pdf(text: str, by: int, page_count: int = 1, legible_pages: int = 0) -> bytes:
    """Returns a PDF whose font says of each letter that it is another, `by` further in ASCII."""
    lines = [text[start : start + 80] for start in range(0, len(text), 80)]
    shown = b"BT /%s 11 Tf 14 TL 50 800 Td " + b" T* ".join(f"({line}) Tj".encode() for line in lines) + b" ET"
    ranges = b"".join(b"<%02x> <%02x> <%04x>\n" % (code, code, max(1, code + by)) for code in range(32, 127))
    names = b"1 begincodespacerange <00> <ff> endcodespacerange 95 beginbfrange " + ranges + b"endbfrange"
    fonts = b"/Resources<</Font<</F 3 0 R/G 5 0 R>>>>"
    contents = [6] * (page_count - legible_pages) + [7] * legible_pages
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox %s%s/Contents %d 0 R>>" % (_A4, fonts, number) for number in contents]
    kids = b" ".join(b"%d 0 R" % number for number in range(8, 8 + len(pages)))
    return hand_made_pdf(
        [
            _CATALOG,
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
            _HELVETICA.removesuffix(b">>") + b"/ToUnicode 4 0 R>>",
            stream(names),
            _HELVETICA,
            stream(shown % b"F"),
            stream(shown % b"G"),
            *pages,
        ]
    )


@cache
def _blanks(mebibytes: int) -> bytes:
    """Returns blanks, compressed; every mebibyte is packed alike, so that making it takes no time."""
    packer = zlib.compressobj(9, wbits=-15)
    packed_mebibyte = packer.compress(b" " * MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + packed_mebibyte * mebibytes + packer.flush()


def _form(draws: bytes, resources: bytes) -> bytes:
    return stream(draws, b"/Type/XObject/Subtype/Form/BBox %s/Resources<<%s>>" % (_A4, resources))


def _doubling_forms() -> bytes:
    links = [b"/XObject<</X %d 0 R>>/Font<</F 4 0 R>>" % (7 + number) for number in range(20)]
    forms = [_form(b"/X Do /X Do", link) for link in links] + [_form(SHOWN, b"/Font<</F 4 0 R>>")]
    return one_page(SHOWN + b"/X Do", resources=b"/XObject<</X 6 0 R>>", more=forms)


def _self_drawing_form() -> bytes:
    own = b"/XObject<</X 6 0 R>>"
    return one_page(SHOWN + b"/X Do", resources=own, more=[_form(b"/X Do /X Do", own)])


def _picture(entries: bytes, data: bytes) -> bytes:
    picture = stream(data, b"/Type/XObject/Subtype/Image" + entries)
    shown = SHOWN + b"q 500 0 0 100 0 0 cm /I Do Q " + WHITE
    return one_page(shown, resources=b"/XObject<</I 6 0 R>>", more=[picture])


def _pages(kids: bytes, count: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>" % _A4
    tree = b"<</Type/Pages/Kids %s/Count %s>>" % (kids, count)
    return hand_made_pdf([_CATALOG, tree, page, _HELVETICA, stream(SHOWN)])


def _type0_font(more: bytes) -> bytes:
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Foo/W[0 1000000000 500]/DW 1e20>>"
    return b"<</Type/Font/Subtype/Type0/BaseFont/Foo/Encoding/Identity-H/DescendantFonts[%s]%s>>" % (inner, more)


def _absurd_font() -> bytes:
    descriptor = b"<</Type/FontDescriptor/FontName/Foo/FontBBox[-1e30 0 1e30 1]/Ascent 1e30/Flags 4/FontFile2 6 0 R>>"
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/Foo/FirstChar -100000/LastChar 1000000000/Widths[1e30 -1e30]"
        b"/FontDescriptor %s/Encoding<</Differences[-5/a 1000000/b 300/c]>>>>" % descriptor
    )
    tables = b"\0\1\0\0\xff\xff\0\0\0\0\0\0" + (b"glyf" + b"\xff" * 12) * 400
    return one_page(font=font, more=[stream(tables, b"/Length1 1000000000")])


def _type3_font() -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>/FirstChar 65"
        b"/LastChar 65/Widths[1]/Encoding<</Differences[65/a]>>/Resources<</Font<</F 4 0 R>>>>>>"
    )
    return one_page(b"BT /F 12 Tf (AAAA) Tj ET", font=font, more=[stream(b"BT /F 12 Tf (AAAA) Tj ET")])


def _tiny_pattern() -> bytes:
    entries = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001/Resources<<>>"
    shown = SHOWN + b"/Pattern cs /P scn 0 0 595 842 re f " + WHITE
    return one_page(shown, resources=b"/Pattern<</P 6 0 R>>", more=[stream(b"0 0 1 rg 0 0 1 1 re f", entries)])


def _previous_table_is_itself() -> bytes:
    content = one_page()
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % content.rindex(b"xref\n0"))


PDFS: dict[str, Callable[[], bytes]] = {
    "a stream that unpacks to gigabytes": lambda: one_page(
        packed_content=stream(_blanks(3000), b"/Filter/FlateDecode")
    ),
    "a stream packed twice": lambda: one_page(
        packed_content=stream(zlib.compress(_blanks(3000), 9), b"/Filter[/FlateDecode/FlateDecode]")
    ),
    "250,000 lines": lambda: one_page(packed_content=packed(SHOWN + b"0 0 m 1 1 l S\n" * 250_000)),
    "250,000 texts": lambda: one_page(packed_content=packed(SHOWN + b"BT /F 1 Tf (x) Tj ET\n" * 250_000)),
    "a form that draws itself twice": _self_drawing_form,
    "forms that double a million times": _doubling_forms,
    "a picture of 100,000 x 100,000": lambda: _picture(
        b"/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", _blanks(100)
    ),
    "a picture in bits of 60,000 x 60,000": lambda: _picture(
        b"/Width 60000/Height 60000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
        bytes.fromhex("0000000030000100000013") + (60_000).to_bytes(4, "big") * 2 + bytes(11),
    ),
    "pages that hold themselves": lambda: _pages(b"[2 0 R 2 0 R]", b"100"),
    "a billion pages promised": lambda: _pages(b"[3 0 R]", b"1000000000"),
    "a negative number of pages": lambda: _pages(b"[3 0 R]", b"-5"),
    "a table that follows itself": _previous_table_is_itself,
    "a table elsewhere": lambda: one_page().rpartition(b"startxref")[0] + b"startxref\n99999999\n%%EOF\n",
    "a table of nonsense": lambda: one_page().replace(b"00000 n", b"zz000 n"),
    "100,000 arrays inside each other on the page": lambda: one_page(SHOWN + b"[" * 100_000 + b"]" * 100_000 + b" TJ"),
    "100,000 dictionaries inside each other": lambda: one_page(
        resources=b"/ExtGState 6 0 R", more=[b"<</A " * 100_000 + b"1" + b">>" * 100_000]
    ),
    "100,000 arrays inside each other as pages": lambda: _pages(b"[" * 100_000 + b"3 0 R" + b"]" * 100_000, b"1"),
    "two million saved states": lambda: one_page(packed_content=packed(b"q " * 2_000_000 + SHOWN)),
    "a million marks inside each other": lambda: one_page(packed_content=packed(b"/P BMC " * 1_000_000 + SHOWN)),
    "a page of no size": lambda: one_page(box=b"[0 0 0 0]"),
    "a page that is no number": lambda: one_page(SHOWN + WHITE, box=b"[0 0 nan inf]"),
    "a page upside down": lambda: one_page(box=b"[595 842 0 0]"),
    "a page of 1e30 points": lambda: one_page(SHOWN + WHITE, box=b"[-1e30 -1e30 1e30 1e30]"),
    "a page of 3e38 points": lambda: one_page(SHOWN + WHITE, box=b"[-3e38 -3e38 3e38 3e38]"),
    "a page of 200 inches": lambda: one_page(SHOWN + WHITE, box=b"[0 0 14400 14400]"),
    "a page of 400 digits": lambda: one_page(box=b"[0 0 " + b"9" * 400 + b" 842]"),
    "a page as thin as a hair": lambda: one_page(SHOWN + WHITE, box=b"[0 0 0.0001 842]"),
    "text beyond all numbers": lambda: one_page(
        SHOWN + b"BT /F 12 Tf 1e38 1e38 Td (far) Tj /F 1e38 Tf (big) Tj 1e38 0 0 1e38 0 0 Tm (both) Tj ET "
        b"1e38 0 0 1e38 1e38 1e38 cm " + SHOWN + WHITE
    ),
    "an absurd font": _absurd_font,
    "a font that draws itself": _type3_font,
    "a font of a billion letters": lambda: one_page(
        font=_type0_font(b"/ToUnicode 6 0 R"),
        more=[stream(b"100 beginbfrange " + b"<0000> <ffffffff> <0041>\n" * 100_000 + b"endbfrange")],
    ),
    "a pattern of a hundred thousand tiles": _tiny_pattern,
    "nonsense as encryption": lambda: hand_made_pdf(
        [_CATALOG], b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -1/O(x)/U(y)>>"
    ),
}


def _zipped(entries: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def _lying_directory() -> bytes:
    """Says of 40 MB that they are 100 bytes, in the directory and before the content."""
    content = docx(paragraph("a" * 40 * MEBIBYTE))
    size = len(_unzipped(content, "word/document.xml")).to_bytes(4, "little")
    return content.replace(size, (100).to_bytes(4, "little"))


def _unzipped(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def _overlapping() -> bytes:
    """Lists one entry a hundred times under other names."""
    content = docx("".join(map(paragraph, LINES)), {"word/media/a": " " * MEBIBYTE})
    start = content.index(b"PK\x01\x02")
    entry = content[content.rindex(b"PK\x01\x02") : content.rindex(b"PK\x05\x06")]
    many = b"".join(entry.replace(b"media/a", b"media/%c" % (97 + number % 26)) for number in range(100))
    directory = content[start : content.rindex(b"PK\x05\x06")] + many
    end = bytearray(content[content.rindex(b"PK\x05\x06") :])
    count = int.from_bytes(end[8:10], "little") + 100
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = len(directory).to_bytes(4, "little")
    return content[:start] + directory + bytes(end)


def _laughing(document: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return package({"word/document.xml": f"<!DOCTYPE x [{entities}]>{document}"})


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RESUME = "".join(map(paragraph, LINES))


def _document(text: str) -> str:
    return f"<w:document {_W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def _circle_of_styles() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 50}"/></w:style>'
        for n in range(50)
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="s1"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>{_RESUME}'
    return docx(body, {"word/styles.xml": part("styles", styles)}, relation("styles", "styles.xml"))


def _absurd_numbering() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        '<w:lvlText w:val="%1%9%99."/></w:lvl>'
        for level, start, form in (
            ("99999999999", "9" * 4000, "decimal"),
            ("-1", "²", "upperRoman"),
            ("x", "", "bullet"),
        )
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>x</w:t></w:r></w:p>"
        for level in ("99999999999", "-1", "x", "²", "9" * 5000)
    )
    return docx(
        body + _RESUME, {"word/numbering.xml": part("numbering", numbering)}, relation("numbering", "numbering.xml")
    )


def _nested_tables(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + _RESUME + "</w:tc></w:tr></w:tbl>" * depth)


DOCX_FILES: dict[str, Callable[[], bytes]] = {
    "a part that unpacks to 40 MB": lambda: docx(paragraph("a" * 40 * MEBIBYTE)),
    "a size that lies": _lying_directory,
    "entries that overlap": _overlapping,
    "a method that Word never uses": lambda: _zipped([("word/document.xml", b" " * 40 * MEBIBYTE)], zipfile.ZIP_LZMA),
    "archives inside each other": lambda: _zipped(
        [("word/a.zip", _zipped([("b.zip", _zipped([("c", b" " * MEBIBYTE)]))]))]
    ),
    "names that climb": lambda: _zipped([("../../word/document.xml", b"<x/>"), ("word/../../x.xml", b"<x/>")]),
    "a billion laughs": lambda: _laughing(_document("&l11;")),
    "a file as an entity": lambda: package(
        {"word/document.xml": f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{_document("&f;")}'}
    ),
    "elements 100,000 deep": lambda: docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
    "tables 1,000 deep": lambda: _nested_tables(1000),
    "tables 60 deep": lambda: _nested_tables(60),
    "100,000 relations": lambda: docx(
        _RESUME, relations="".join(relation("header", f"header{number}.xml") for number in range(100_000))
    ),
    "styles in a circle": _circle_of_styles,
    "absurd numbering": _absurd_numbering,
    "50,000 paragraphs in one": lambda: docx(f"<w:p>{'<w:r><w:t>a </w:t></w:r>' * 50_000}</w:p>{_RESUME}"),
}

_MAIL_HEAD = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
_HEADINGS = b"Work experience\nEducation\nSkills\n"
TEXTS: dict[str, Callable[[], bytes]] = {
    "one word of a megabyte": lambda: _HEADINGS + b"x" * 950_000,
    "one number of a megabyte": lambda: _HEADINGS + b"1" * 950_000,
    "one address of a megabyte": lambda: _HEADINGS + b"a." * 100_000 + b"@" + b"b." * 10_000,
    "dates without end": lambda: _HEADINGS + b"2019.03-" * 110_000,
    "Chinese dates without end": lambda: _HEADINGS + "2019年3月至今，".encode() * 10_000,
    "a line for each letter": lambda: _HEADINGS + b"a\n" * 20_000,
    "skills without end": lambda: _HEADINGS + b"Python, " * 40_000,
    "elements 100,000 deep": lambda: b"<html><body>" + b"<div>" * 100_000 + _HEADINGS + b"</div>" * 100_000,
    "tables 20,000 deep": lambda: b"<html><body>" + b"<table><tr><td>" * 20_000 + _HEADINGS,
    "laughs in a page": lambda: b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html><body>&b;' + _HEADINGS,
    "a page that names a file": lambda: (
        b'<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]><html><body>&f;' + _HEADINGS
    ),
    "blank lines without end": lambda: _HEADINGS + b"\n" * 15_000_000 + _HEADINGS,
    "comments before a text": lambda: b"<!---->" * 1000 + _HEADINGS,
    "brackets without end": lambda: b"# Work\n# Education\n- a\n- b\n" + b"[" * 900_000,
    "parts of a mail without end": lambda: _MAIL_HEAD + b"--x\n\na\n" * 500_000,
    "quotes inside quotes": lambda: b"# Work\n# Education\n- a\n- b\n" + b"> " * 100_000 + b"a",
}
