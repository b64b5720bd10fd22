"""Documents that hide nothing, though a careless check may think so."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops

from tests.corpus.carrier import HonestDocument
from tests.corpus.docx_carriers import picture, resume_docx
from tests.corpus.docx_file import DocxFile, paragraph, run
from tests.corpus.html_carriers import page
from tests.corpus.pdf_carriers import resume_sheet
from tests.corpus.pdf_file import PAGE_HEIGHT, PAGE_WIDTH, Sheet, text_string
from tests.corpus.pdf_scans import add_layer, scan_of, scanned_sheet
from tests.corpus.resumes import RESUME_EN, RESUME_ZH, resume_lines

X, Y = 50.0, 300.0
_REVISION = 'w:id="7" w:author="A" w:date="2025-01-01T00:00:00Z"'


def _pdf(name: str, draw: Callable[[Sheet], None], *seen: str, language_code: str = "en") -> HonestDocument:
    def make() -> bytes:
        sheet = resume_sheet(language_code)
        draw(sheet)
        return sheet.save()

    return HonestDocument(name=name, file_name="resume.pdf", make=make, seen=seen or resume_lines(language_code)[:1])


def _docx(name: str, write: Callable[[DocxFile], None], *seen: str) -> HonestDocument:
    def make() -> bytes:
        document = resume_docx("en")
        write(document)
        return document.save()

    return HonestDocument(name=name, file_name="resume.docx", make=make, seen=seen or RESUME_EN[:1])


def _html(name: str, inside: str, *seen: str, head: str = "") -> HonestDocument:
    return HonestDocument(
        name=name,
        file_name="resume.html",
        make=lambda: page("en", inside, head),
        seen=seen or RESUME_EN[:1],
    )


def _gradient(sheet: Sheet, first: str, second: str) -> str:
    function = f"<< /FunctionType 2 /Domain [0 1] /C0 [{first}] /C1 [{second}] /N 1 >>"
    return sheet.resource(
        "Shading", f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [40 0 560 0] /Function {function} >>"
    )


def _white_on_banner(sheet: Sheet) -> None:
    sheet.box(0, Y - 20, PAGE_WIDTH, 60, "0.12 0.3 0.47 rg")
    sheet.text(X, Y, "Volunteer firefighter since 2018", color="1 g")


def _white_on_small_tags(sheet: Sheet) -> None:
    for number, word in enumerate(("Agile", "Scrum", "Kanban")):
        sheet.box(X + 80 * number, Y - 4, 60, 16, "0.3 0.6 0.4 rg")
        sheet.text(X + 80 * number + 8, Y, word, size=9, color="1 g")


def _white_on_picture(sheet: Sheet) -> None:
    rows = b"".join(bytes((30 + row, 60 + row, 90 + column)) for row in range(40) for column in range(40))
    sheet.picture(rows, (40, 40), (0, Y - 40, PAGE_WIDTH, 120))
    sheet.text(X, Y, "Photographer of mountains", size=18, color="1 g")


def _dark_on_photo(sheet: Sheet) -> None:
    rows = b"".join(bytes(((row * 37 + column * 91) % 90 + 160,)) for row in range(60) for column in range(60))
    sheet.picture(rows, (60, 60), (0, Y - 40, PAGE_WIDTH, 120))
    sheet.text(X, Y, "Photographer of mountains", size=14, color="0.1 g")


def _light_grey(sheet: Sheet) -> None:
    sheet.text(X, Y, "References are given on request", color="0.6 g")
    sheet.text(X, Y - 20, "Last changed in May", size=8, color="0.7 g")


def _pale_accent(sheet: Sheet) -> None:
    sheet.box(40, Y - 20, 500, 60, "0.93 0.95 0.97 rg")
    sheet.text(X, Y, "Languages: English, German", color="0.55 0.65 0.75 rg")


def _footnotes(sheet: Sheet) -> None:
    sheet.text(X, 60, "Figures as of the annual report of the company, audited by an outside firm.", size=5)
    sheet.text(X, 50, "Names of customers are left out on their wish.", size=6, color="0.3 g")


def _gradient_heading(sheet: Sheet) -> None:
    shading = _gradient(sheet, "0.1 0.2 0.6", "0.6 0.2 0.4")
    pattern = sheet.resource("Pattern", f"<< /PatternType 2 /Shading {sheet.resources['Shading'][shading]} >>")
    sheet.text(X, Y, "Volunteer Work", size=24, color=f"/Pattern cs /{pattern} scn")


def _clip_heading(sheet: Sheet) -> None:
    shading = _gradient(sheet, "0.1 0.2 0.6", "0.6 0.2 0.4")
    sheet.draw(f"{sheet.words(X, Y, 'Volunteer Work', 24, state='7 Tr')} /{shading} sh")


def _clip_over_picture(sheet: Sheet) -> None:
    number = sheet.file.stream(
        bytes(range(20, 120)), "/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8",
    )  # fmt: skip
    name = sheet.resource("XObject", f"{number} 0 R")
    sheet.draw(f"{sheet.words(X, Y, 'Volunteer Work', 24, state='7 Tr')} 500 0 0 60 40 {Y - 20} cm /{name} Do")


def _masked_heading(sheet: Sheet) -> None:
    # How browsers print a heading filled with a gradient: the letters are a mask, and lie over it without opacity.
    heading = sheet.words(X, Y, "Volunteer Work", 24)
    mask = sheet.form(heading, "/Group << /S /Transparency /I true >>")
    masked = sheet.resource("ExtGState", f"<< /Type /ExtGState /SMask << /S /Alpha /G {mask} 0 R >> >>")
    shading = _gradient(sheet, "0.1 0.2 0.6", "0.6 0.2 0.4")
    sheet.draw(f"/{masked} gs 40 {Y - 20} 400 50 re W n /{shading} sh")
    clear = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    sheet.draw(f"/{clear} gs {heading}")


def _shadow_of_spaced_letters(sheet: Sheet) -> None:
    for shift, color in ((1.2, "0.7 g"), (0.0, "0 g")):
        sheet.text(X + shift, Y - shift, "VOLUNTEER WORK", size=16, color=color, state="5 Tc")


def _outline_over_clear_letters(sheet: Sheet) -> None:
    clear = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    sheet.text(X, Y, "Volunteer Work", size=28, color=f"/{clear} gs 0 g")
    sheet.text(X, Y, "Volunteer Work", size=28, color="0.2 G 0.8 w", state="1 Tr")


def _clear_copy_of_placed_letters(sheet: Sheet) -> None:
    # How browsers print a heading with a shadow: the shadow as a picture, and its letters beside it without opacity.
    clear = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    for shift, state in ((1.5, f"/{clear} gs"), (0.0, "")):
        left = X
        for letter in "EXPERIENCE":
            sheet.text(left + shift, Y - shift, letter, size=18, color=f"{state} 0 g")
            left += sheet.width(letter, 18) + 5.4


def _placed_outline_over_clear_letters(sheet: Sheet) -> None:
    clear = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    sheet.text(X, Y, "Volunteer", size=28, color=f"/{clear} gs 0 g")
    left = X
    for letter in "Volunteer":
        sheet.text(left, Y, letter, size=28, color="0.2 G 0.8 w", state="1 Tr")
        left += sheet.width(letter, 28)


def _letter_spaced(sheet: Sheet) -> None:
    sheet.text(X, Y, "VOLUNTEER WORK", state="6 Tc")


def _shadowed(sheet: Sheet) -> None:
    sheet.text(X + 1.2, Y - 1.2, "Volunteer Work", size=22, color="0.75 g")
    sheet.text(X, Y, "Volunteer Work", size=22)


def _white_shadow(sheet: Sheet) -> None:
    sheet.box(0, Y - 20, PAGE_WIDTH, 60, "0.8 0.87 0.94 rg")
    sheet.text(X + 0.8, Y - 0.8, "Volunteer Work", size=22, color="1 g")
    sheet.text(X, Y, "Volunteer Work", size=22)


def _overprinted_bold(sheet: Sheet) -> None:
    for shift in (0.0, 0.3):
        sheet.text(X + shift, Y, "Volunteer Work", size=14)


def _printed_twice(sheet: Sheet) -> None:
    for _ in range(2):
        sheet.text(X, Y, "Volunteer Work", size=14)


def _outlined(sheet: Sheet) -> None:
    sheet.text(X, Y, "Volunteer Work", size=28, color="0 G 0.6 w", state="1 Tr")


def _outlined_white(sheet: Sheet) -> None:
    sheet.text(X, Y, "Volunteer Work", size=28, color="1 g 0.1 0.2 0.5 RG 0.8 w", state="2 Tr")


def _watermark(sheet: Sheet) -> None:
    sheet.text(120, 250, "CONFIDENTIAL", size=70, color="0.88 g", matrix="0.7071 0.7071 -0.7071 0.7071")


def _watermark_by_alpha(sheet: Sheet) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0.15 >>")
    sheet.text(120, 250, "CONFIDENTIAL", size=70, color=f"/{state} gs 0.4 g", matrix="0.7071 0.7071 -0.7071 0.7071")


def _rotated(sheet: Sheet) -> None:
    sheet.text(570, 300, "Volunteer firefighter", matrix="0 1 -1 0")
    sheet.text(300, 200, "Member of the choir", matrix="0.94 0.34 -0.34 0.94")


def _superscripts(sheet: Sheet) -> None:
    sheet.text(X, Y, "Ranked 1")
    sheet.text(X + sheet.width("Ranked 1"), Y + 4, "st", size=6)
    sheet.text(X + 70, Y, "of 240 in the national contest")


def _icon_glyphs(sheet: Sheet) -> None:
    sheet.text(X, Y, "\u260e\u2709", said="\ue0b0\ue0be", font="F3")
    sheet.text(X + 30, Y, "by phone or by mail")


def _invisible_blanks(sheet: Sheet) -> None:
    sheet.text(X, Y, "Volunteer work")
    sheet.text(X, Y - 16, "          ", color="1 g")
    sheet.text(X, Y - 32, "     ", state="3 Tr")


def _links(sheet: Sheet) -> None:
    sheet.text(X, Y, "My page", color="0 0 1 rg")
    target = "<< /S /URI /URI (https://example.com/python-and-kubernetes-projects) >>"
    link = sheet.file.add(f"<< /Type /Annot /Subtype /Link /Rect [{X} {Y} 120 {Y + 12}] /Border [0 0 0] /A {target} >>")
    sheet.page_entries["Annots"] = f"[{link} 0 R]"


def _highlighted(sheet: Sheet) -> None:
    sheet.text(X, Y, "Volunteer firefighter since 2018")
    look = sheet.file.stream(
        b"/M gs 1 0.95 0.4 rg 0 0 200 16 re f",
        "/Type /XObject /Subtype /Form /BBox [0 0 200 16] /Resources << /ExtGState << /M << /BM /Multiply >> >> >>",
    )
    mark = sheet.file.add(
        f"<< /Type /Annot /Subtype /Highlight /Rect [{X} {Y - 3} 250 {Y + 13}] /F 4 /AP << /N {look} 0 R >> >>"
    )
    sheet.page_entries["Annots"] = f"[{mark} 0 R]"


def _ordinary_properties(sheet: Sheet) -> None:
    sheet.info |= {
        "Title": "Resume of Ada Example",
        "Author": "Ada Example",
        "Creator": "Microsoft Word for Microsoft 365",
        "Producer": "macOS Version 14.2 Quartz PDFContext",
    }


def _titled(title: str) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.info.update({"Title": title, "Author": "Lenovo User"})


def _keywords_that_are_seen(sheet: Sheet) -> None:
    sheet.info["Keywords"] = "Python, Flask, MySQL, Docker"


def _ligature_replacement(sheet: Sheet) -> None:
    sheet.draw(f"/Span << /ActualText {text_string('Offices')} >> BDC 0 g {sheet.words(X, Y, 'Offices')} EMC")


def _described_portrait(sheet: Sheet) -> None:
    sheet.operators.append(f"/Figure << /Alt {text_string('Portrait of the applicant')} >> BDC")
    sheet.picture(bytes(range(100, 200)), (10, 10), (450, 720, 80, 80))
    sheet.operators.append("EMC")


def _text_over_table(sheet: Sheet) -> None:
    for row in range(4):
        sheet.box(40, Y - 6 + 20 * row, 500, 20, "0.95 g" if row % 2 else "1 g")
        sheet.text(X, Y + 20 * row, f"Course {row + 1}: passed", color="0.2 g")
    sheet.draw(f"0.7 G 0.5 w 40 {Y - 6} 500 80 re S")


def _visible_layer(sheet: Sheet) -> None:
    group = sheet.file.add("<< /Type /OCG /Name (Text) >>")
    sheet.catalog_entries["OCProperties"] = f"<< /OCGs [{group} 0 R] /D << /ON [{group} 0 R] >> >>"
    name = sheet.resource("Properties", f"{group} 0 R")
    sheet.draw(f"/OC /{name} BDC {sheet.words(X, Y, 'Volunteer firefighter')} EMC")


def _wide_clip(sheet: Sheet) -> None:
    sheet.draw(f"30 {Y - 20} 530 60 re W n {sheet.words(X, Y, 'Volunteer firefighter')}")


def _touching_the_edge(sheet: Sheet) -> None:
    sheet.text(2, 10, "Page 1 of 1", size=8)
    sheet.text(540, 830, "continued", size=10)


def _under_transparent_box(sheet: Sheet) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0.3 >>")
    sheet.text(X, Y, "Volunteer firefighter since 2018")
    sheet.draw(f"/{state} gs 1 0.9 0.3 rg 40 {Y - 10} 300 30 re f")


def _struck_through(sheet: Sheet) -> None:
    sheet.text(X, Y, "Seeking work abroad")
    sheet.draw(f"0 G 0.6 w {X} {Y + 4} m {X + 100} {Y + 4} l S")


def _honest_scan(language_code: str) -> Callable[[], bytes]:
    def make() -> bytes:
        sheet = scanned_sheet(language_code)
        add_layer(sheet, resume_lines(language_code))
        return sheet.save()

    return make


_SLIPS = str.maketrans({"l": "1", "S": "5", "g": "9"})
"""What recognition takes letters for on a bad day."""


def _poor_scan() -> bytes:
    """A crooked, grainy scan whose layer has slips of recognition and stands a little beside the letters."""
    pixels, size = scan_of(resume_sheet("en").save())
    picture = Image.frombytes("L", size, pixels).rotate(0.6, fillcolor=255, resample=Image.Resampling.BILINEAR)
    grain = bytes((number * 7919 % 61) for number in range(size[0] * size[1]))
    grainy = ImageChops.subtract(picture, Image.frombytes("L", size, grain))
    sheet = Sheet()
    sheet.picture(grainy.tobytes(), size, (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    lines = RESUME_EN[:3] + tuple(
        line.translate(_SLIPS) if number % 3 == 0 else line for number, line in enumerate(RESUME_EN[3:])
    )
    for number, line in enumerate(lines):
        sheet.text(52, 798 - number * 16, line, state="3 Tr")
    return sheet.save()


def _layer_by_words() -> bytes:
    """A scan whose layer has each word apart, stretched to the width that the picture gives it."""
    sheet = scanned_sheet("en")
    for number, line in enumerate(RESUME_EN):
        left = 50.0
        for word in line.split(" "):
            sheet.text(left, 800 - number * 16, word, size=10, state="3 Tr 110 Tz")
            left += sheet.width(f"{word} ")
    return sheet.save()


def _background_picture() -> bytes:
    rows = b"".join(bytes(240 + (row + column) % 12 for column in range(60)) for row in range(84))
    sheet = Sheet()
    sheet.picture(rows, (60, 84), (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    sheet.lines(RESUME_EN)
    return sheet.save()


def _dark_background_picture() -> bytes:
    rows = b"".join(bytes(20 + (row * 3 + column) % 40 for column in range(60)) for row in range(84))
    sheet = Sheet()
    sheet.picture(rows, (60, 84), (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    for number, line in enumerate(RESUME_EN):
        sheet.text(50, 800 - number * 16, line, color="0.95 g")
    return sheet.save()


PDF_HONEST = (
    _pdf("white on a dark banner", _white_on_banner, "Volunteer firefighter"),
    _pdf("white on small coloured tags", _white_on_small_tags, "Agile", "Scrum", "Kanban"),
    _pdf("white on a picture", _white_on_picture, "Photographer of mountains"),
    _pdf("dark on a photo", _dark_on_photo, "Photographer of mountains"),
    _pdf("light grey on white", _light_grey, "References are given", "Last changed"),
    _pdf("pale accent on a tint", _pale_accent, "English, German"),
    _pdf("footnotes of 5 and 6 points", _footnotes, "audited by an outside firm", "left out on their wish"),
    _pdf("heading filled with a gradient", _gradient_heading, "Volunteer Work"),
    _pdf("heading that clips a gradient", _clip_heading, "Volunteer Work"),
    _pdf("heading that clips a picture", _clip_over_picture, "Volunteer Work"),
    _pdf("heading masked out of a gradient", _masked_heading, "Volunteer Work"),
    _pdf("shadow of letter-spaced letters", _shadow_of_spaced_letters, "VOLUNTEER WORK"),
    _pdf("outline over clear letters", _outline_over_clear_letters, "Volunteer Work"),
    _pdf("clear copy of letters placed one by one", _clear_copy_of_placed_letters, "EXPERIENCE"),
    _pdf("outline placed by letters over clear ones", _placed_outline_over_clear_letters, "Volunteer"),
    _pdf("letter-spaced heading", _letter_spaced, "VOLUNTEER WORK"),
    _pdf("heading with a grey shadow", _shadowed, "Volunteer Work"),
    _pdf("heading with a white shadow", _white_shadow, "Volunteer Work"),
    _pdf("bold by overprinting", _overprinted_bold, "Volunteer Work"),
    _pdf("printed twice in one place", _printed_twice, "Volunteer Work"),
    _pdf("outlined heading", _outlined, "Volunteer Work"),
    _pdf("white heading with an outline", _outlined_white, "Volunteer Work"),
    _pdf("watermark in light grey", _watermark),
    _pdf("watermark by opacity", _watermark_by_alpha),
    _pdf("rotated text", _rotated, "Volunteer firefighter", "Member of the choir"),
    _pdf("superscripts", _superscripts, "in the national contest"),
    _pdf("icon glyphs", _icon_glyphs, "by phone or by mail"),
    _pdf("blanks that nobody sees", _invisible_blanks, "Volunteer work"),
    _pdf("links", _links, "My page"),
    _pdf("highlighted by a reader", _highlighted, "Volunteer firefighter"),
    _pdf("ordinary properties", _ordinary_properties),
    _pdf("title left by PowerPoint", _titled("PowerPoint Presentation")),
    _pdf("title left by PowerPoint in Chinese", _titled("PowerPoint 演示文稿"), language_code="zh"),
    _pdf("title left by Word", _titled("Microsoft Word - Ada_Example_Resume_v2_final.docx")),
    _pdf("title of a template", _titled("Blue Minimalist Modern Professional Resume")),
    _pdf("keywords that the page shows", _keywords_that_are_seen),
    _pdf("replacement text that says the same", _ligature_replacement, "Offices"),
    _pdf("portrait with an alternative text", _described_portrait),
    _pdf("striped table", _text_over_table, "Course 1: passed", "Course 4: passed"),
    _pdf("visible layer", _visible_layer, "Volunteer firefighter"),
    _pdf("clip wider than the text", _wide_clip, "Volunteer firefighter"),
    _pdf("text at the edge of the page", _touching_the_edge),
    _pdf("under a transparent box", _under_transparent_box, "Volunteer firefighter"),
    _pdf("struck through", _struck_through, "Seeking work abroad"),
    _pdf(
        "Chinese resume", lambda sheet: sheet.text(X, Y, "兴趣爱好：登山、摄影", 9, "0.4 g"), "登山", language_code="zh"
    ),
    HonestDocument(name="poor scan", file_name="scan.pdf", make=_poor_scan, seen=RESUME_EN[:1]),
    HonestDocument(name="layer by words", file_name="scan.pdf", make=_layer_by_words, seen=RESUME_EN[4:5]),
    HonestDocument(name="page on a picture", file_name="resume.pdf", make=_background_picture, seen=RESUME_EN),
    HonestDocument(
        name="page on a dark picture", file_name="resume.pdf", make=_dark_background_picture, seen=RESUME_EN
    ),
    HonestDocument(name="honest scan", file_name="scan.pdf", make=_honest_scan("en"), seen=RESUME_EN),
    HonestDocument(name="honest Chinese scan", file_name="scan.pdf", make=_honest_scan("zh"), seen=RESUME_ZH[:1]),
)


# Word


def _reviewed(document: DocxFile) -> None:
    inner = f'<w:comment w:id="1" w:author="A" w:initials="A">{paragraph("please check the dates")}</w:comment>'
    document.word_part("comments.xml", "comments", inner, "comments")
    document.add('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>')


def _inserted(document: DocxFile) -> None:
    document.add(f"<w:p><w:ins {_REVISION}>{run('Volunteer firefighter')}</w:ins></w:p>")


def _white_on_shading(document: DocxFile) -> None:
    shading = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'
    document.paragraph("Volunteer firefighter", '<w:color w:val="FFFFFF"/>', shading)


def _white_in_dark_cell(document: DocxFile) -> None:
    cell = '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/></w:tcPr>'
    inner = paragraph("Volunteer firefighter", '<w:color w:val="FFFFFF" w:themeColor="background1"/>')
    document.add(f"<w:tbl><w:tblPr/><w:tr><w:tc>{cell}{inner}</w:tc></w:tr></w:tbl>")


def _contents(document: DocxFile) -> None:
    # The page numbers of a table of contents: hidden in the view of a web page, seen in print.
    document.add(f"<w:p>{run('Volunteer firefighter')}{run(' 12', '<w:webHidden/>')}</w:p>")


def _style_separator(document: DocxFile) -> None:
    mark = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    document.paragraph("Volunteer firefighter", paragraph=mark)
    document.paragraph("since 2018")


def _vanish_switched_off(document: DocxFile) -> None:
    document.paragraph("Volunteer firefighter", '<w:vanish w:val="0"/>')


def _portrait(document: DocxFile) -> None:
    picture(document, "Portrait of a person, smiling, in front of a grey wall")


def _fields(document: DocxFile) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    code = '<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://example.com/ada" </w:instrText></w:r>'
    separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("separate", "end"))
    document.add(f"<w:p>{begin}{code}{separate}{run('My page')}{end}</w:p>")


def _program_fields(document: DocxFile) -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    codes = ('INCLUDEPICTURE "Google Cloud Platform.png"', "EMBED Excel.Sheet.12 \\* MERGEFORMAT", "PAGE")
    fields = "".join(
        f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{end}' for code in codes
    )
    document.add(f"<w:p>{fields}{run('Volunteer firefighter')}</w:p>")


def _template(document: DocxFile) -> None:
    # Templates bring the directions that stand in their fields until somebody writes there.
    hint = paragraph("To get started with Microsoft Word, tap this text and list your skills, such as Python or SQL.")
    inner = (
        '<w:docParts><w:docPart><w:docPartPr><w:name w:val="Hint"/></w:docPartPr>'
        f"<w:docPartBody>{hint}</w:docPartBody></w:docPart></w:docParts>"
    )
    document.word_part("glossary/document.xml", "glossaryDocument", inner, "glossaryDocument")
    document.add(
        '<w:sdt><w:sdtPr><w:placeholder><w:docPart w:val="Hint"/></w:placeholder></w:sdtPr>'
        f"<w:sdtContent>{paragraph('Volunteer firefighter')}</w:sdtContent></w:sdt>"
    )


def _condensed(document: DocxFile) -> None:
    document.paragraph("Volunteer firefighter", '<w:spacing w:val="-10"/><w:w w:val="90"/><w:sz w:val="12"/>')


DOCX_HONEST = (
    _docx("comments of a reviewer", _reviewed),
    _docx("tracked insertion", _inserted, "Volunteer firefighter"),
    _docx("white on a shaded paragraph", _white_on_shading, "Volunteer firefighter"),
    _docx("white in a dark cell", _white_in_dark_cell, "Volunteer firefighter"),
    _docx("page number of a table of contents", _contents, "Volunteer firefighter 12"),
    _docx("style separator", _style_separator, "Volunteer firefighter", "since 2018"),
    _docx("vanish switched off", _vanish_switched_off, "Volunteer firefighter"),
    _docx("alternative text of a portrait", _portrait),
    _docx("field of a link", _fields, "My page"),
    _docx("fields that programs write", _program_fields, "Volunteer firefighter"),
    _docx("directions of a template", _template, "Volunteer firefighter"),
    _docx("condensed text of 6 points", _condensed, "Volunteer firefighter"),
    _docx("grey text", lambda document: document.paragraph("On request", '<w:color w:val="999999"/>'), "On request"),
)

HTML_HONEST = (
    _html("aria-hidden is seen", '<p aria-hidden="true">Volunteer firefighter</p>', "Volunteer firefighter"),
    _html(
        "white on a dark ground",
        '<div style="background:#1f4e79"><p style="color:#fff">Volunteer firefighter</p></div>',
        "Volunteer firefighter",
    ),
    _html(
        "ground by class and picture",
        '<div class="top"><p>Volunteer firefighter</p></div>',
        "Volunteer firefighter",
        head="<style>.top { background: linear-gradient(90deg, #123, #456); color: white }</style>",
    ),
    _html("open details", "<details open><summary>More</summary><p>Volunteer firefighter</p></details>", "firefighter"),
    _html("grey text in HTML", '<p style="color:#999">On request</p>', "On request"),
    _html("portrait in HTML", '<img src="a.png" alt="Portrait of Ada Example">'),
    _html("comment of a template", "<!-- end of section: education -->"),
    _html("ordinary meta", '<meta name="description" content="Resume of Ada Example">'),
    _html(
        "hidden only in print",
        '<p class="web">Volunteer firefighter</p>',
        "Volunteer firefighter",
        head="<style>@media print { .web { display: none } }</style>",
    ),
    _html(
        "shown by a rule of a higher weight",
        '<p id="n" class="note">Volunteer firefighter</p>',
        "Volunteer firefighter",
        head="<style>#n { display: block } .note { display: none }</style>",
    ),
    _html(
        "words for screen readers",
        '<p>English <span class="sr-only">four out of five stars</span></p><a class="skip" href="#top">Back to top</a>',
        "English",
        head="<style>.sr-only { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; "
        "clip: rect(0, 0, 0, 0) } .skip { position: absolute; left: -9999px }</style>",
    ),
    _html(
        "closed menu",
        "<nav><ul><li>Home</li><li>All about me</li><li>How to reach me</li></ul></nav><p>Volunteer firefighter</p>",
        "Volunteer firefighter",
        head="<style>nav ul { display: none } nav:hover ul { display: block }</style>",
    ),
    _html("small print", '<p style="font-size: 9px">On request</p>', "On request"),
    _html(
        "scrolling box",
        '<div style="height:40px;overflow:auto"><p>Volunteer firefighter</p></div>',
        "Volunteer firefighter",
    ),
)

HONEST_DOCUMENTS = (*PDF_HONEST, *DOCX_HONEST, *HTML_HONEST)
