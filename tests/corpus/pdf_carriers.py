"""Ways to hide words in a PDF; they stand below the resume, where the page is empty, unless a trick needs a place."""

from __future__ import annotations

from collections.abc import Callable

from bole.domain.resume import HiddenTextKind as Kind
from tests.corpus.carrier import Carrier
from tests.corpus.pdf_file import PAGE_HEIGHT, PAGE_WIDTH, Sheet, text_string
from tests.corpus.resumes import resume_lines

X, Y = 50.0, 300.0
"""Where hidden words begin."""

Draw = Callable[[Sheet, str], None]


def resume_sheet(language_code: str) -> Sheet:
    """Returns a page with the resume on its upper half."""
    sheet = Sheet()
    sheet.lines(resume_lines(language_code))
    return sheet


def _made(draw: Draw) -> Callable[[str, str], bytes]:
    def make(words: str, language_code: str) -> bytes:
        sheet = resume_sheet(language_code)
        draw(sheet, words)
        return sheet.save()

    return make


def _carrier(name: str, draw: Draw, *kinds: Kind, quotable: bool = True, placed: bool = True) -> Carrier:
    return Carrier(
        name=name,
        file_name="resume.pdf",
        kinds=frozenset(kinds),
        make=_made(draw),
        quotable=quotable,
        placed=placed,
    )


# Colour


def _white(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="1 g")


def _near_white(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="0.985 0.985 0.975 rg")


def _white_cmyk(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="0 0 0 0 k")


def _white_outline(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="1 g 1 G 0.5 w", state="2 Tr")


def _spot_without_tint(sheet: Sheet, words: str) -> None:
    function = "<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 1 1 0] /N 1 >>"
    space = sheet.resource("ColorSpace", f"[/Separation /Accent /DeviceCMYK {function}]")
    sheet.text(X, Y, words, color=f"/{space} cs 0 scn")


def _white_in_form(sheet: Sheet, words: str) -> None:
    form = sheet.form(f"1 g {sheet.words(X, Y, words)}")
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


def _box_color(sheet: Sheet, words: str) -> None:
    sheet.box(40, Y - 20, 500, 50, "0.12 0.3 0.47 rg")
    sheet.text(X, Y, words, color="0.12 0.3 0.47 rg")


def _near_box_color(sheet: Sheet, words: str) -> None:
    sheet.box(40, Y - 20, 500, 50, "0.9 0.93 0.96 rg")
    sheet.text(X, Y, words, color="0.915 0.945 0.97 rg")


def _picture_color(sheet: Sheet, words: str) -> None:
    rows = b"".join(bytes((40, 90, 60)) * 40 if row < 20 else bytes((200, 210, 90)) * 40 for row in range(40))
    sheet.picture(rows, (40, 40), (40, Y - 60, 520, 140))
    sheet.text(X, Y + 30, words, color="0.157 0.353 0.235 rg")


def _gradient_color(sheet: Sheet, words: str) -> None:
    function = "<< /FunctionType 2 /Domain [0 1] /C0 [0.78 0.86 0.93] /C1 [0.82 0.89 0.95] /N 1 >>"
    shading = sheet.resource(
        "Shading", f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [40 0 560 0] /Function {function} >>"
    )
    sheet.draw(f"40 {Y - 20} 520 50 re W n /{shading} sh")
    sheet.text(X, Y, words, color="0.8 0.875 0.94 rg")


def _white_over_ruling(sheet: Sheet, words: str) -> None:
    sheet.draw(f"0.4 g 0.4 w 0.4 G 40 {Y + 3} m 560 {Y + 3} l S")
    sheet.text(X, Y, words, color="1 g")


def _white_between_table_rulings(sheet: Sheet, words: str) -> None:
    grid = " ".join(f"40 {Y - 6 + 20 * row} m 560 {Y - 6 + 20 * row} l S" for row in range(3))
    sheet.draw(f"0.6 G 0.5 w {grid} 40 {Y - 6} m 40 {Y + 34} l S 560 {Y - 6} m 560 {Y + 34} l S")
    sheet.text(X, Y, words, color="1 g")


def _multiplied_white(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /BM /Multiply >>")
    sheet.box(40, Y - 20, 500, 50, "0.12 0.3 0.47 rg")
    sheet.text(X, Y, words, color=f"/{state} gs 1 g")


def _pale_yellow(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="1 1 0.93 rg")


def _dark_on_dark(sheet: Sheet, words: str) -> None:
    sheet.box(0, Y - 20, PAGE_WIDTH, 60, "0.1 0.12 0.15 rg")
    sheet.text(X, Y + 16, "Team player", color="1 g")
    sheet.text(X, Y, words, color="0.12 0.14 0.17 rg")


def _white_after_a_word(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, "Team player")
    sheet.text(X + 70, Y, words, color="1 g")


def _white_under_a_line(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="1 g")
    sheet.text(X, Y, "Team player, chess player, member of the choir, volunteer firefighter since 2018")


def _white_letter_by_letter(sheet: Sheet, words: str) -> None:
    left = X
    for letter in words:
        sheet.text(left, Y, letter, color="1 g", font="F2")
        left += sheet.han.width(letter, 11)


def _white_on_a_page_of_its_own(sheet: Sheet, words: str) -> None:
    sheet.next_page()
    sheet.text(X, 700, words, color="1 g")


def _white_on_a_turned_page(sheet: Sheet, words: str) -> None:
    sheet.page_entries["Rotate"] = "90"
    sheet.text(X, Y, words, color="1 g")


def _black_screened_on_white(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /BM /Screen >>")
    sheet.box(0, 0, PAGE_WIDTH, Y + 40)
    sheet.text(X, Y, words, color=f"/{state} gs 0 g")


# Size


def _form_scaled_to_nothing(sheet: Sheet, words: str) -> None:
    form = sheet.form(sheet.words(X, Y, words), "/Matrix [0.002 0 0 0.002 300 300]")
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


def _light_yellow(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, color="1 1 0.85 rg")


def _tiny(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, size=0.5)


def _two_points(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, size=2)


def _tiny_at_the_end_of_a_line(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, "Team player")
    sheet.text(X + 58, Y, words, size=1.5)


def _one_point(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, size=1, color="0.6 g")


def _tiny_by_matrix(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, size=12, matrix="0.04 0 0 0.04")


def _tiny_by_page_matrix(sheet: Sheet, words: str) -> None:
    sheet.draw(f"0.03 0 0 0.03 {X} {Y} cm {sheet.words(0, 0, words, 14)}")


def _squashed_sideways(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, matrix="0.005 0 0 1")


def _squashed_by_scaling(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, state="0.5 Tz")


def _squashed_flat(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, matrix="1 0 0 0.01")


# Place


def _off_left(sheet: Sheet, words: str) -> None:
    sheet.text(-1200, Y, words)


def _off_right(sheet: Sheet, words: str) -> None:
    sheet.text(700, Y, words)


def _off_top(sheet: Sheet, words: str) -> None:
    sheet.text(X, 1000, words)


def _off_bottom(sheet: Sheet, words: str) -> None:
    sheet.text(X, -40, words)


def _just_off_bottom(sheet: Sheet, words: str) -> None:
    sheet.text(X, -13, words)


def _raised_off(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, state="900 Ts")


def _outside_crop_box(sheet: Sheet, words: str) -> None:
    sheet.page_entries["CropBox"] = f"[0 150 {PAGE_WIDTH} {PAGE_HEIGHT}]"
    sheet.text(X, 80, words)


def _page_too_small(sheet: Sheet, words: str) -> None:
    sheet.next_page()
    sheet.page_entries["MediaBox"] = "[0 0 3 3]"
    sheet.text(0.2, 1, words)


# Clipping and covering


def _clipped_to_nothing(sheet: Sheet, words: str) -> None:
    sheet.draw(f"{X} {Y} 0 0 re W n {sheet.words(X, Y, words)}")


def _clipped_elsewhere(sheet: Sheet, words: str) -> None:
    sheet.draw(f"400 100 50 50 re W n {sheet.words(X, Y, words)}")


def _clipped_by_form(sheet: Sheet, words: str) -> None:
    form = sheet.form(sheet.words(X, Y, words))
    head = sheet.file.objects[form - 1]
    sheet.file.objects[form - 1] = head.replace(f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]".encode(), b"[400 100 450 150]")
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


def _clipped_by_text(sheet: Sheet, words: str) -> None:
    sheet.draw(f"{sheet.words(400, 100, '.', state='7 Tr')} 0 g {sheet.words(X, Y, words, state='0 Tr')}")


def _covered_by_white(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    sheet.box(40, Y - 20, 520, 50)


def _covered_by_color(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    sheet.box(40, Y - 20, 520, 50, "0.12 0.3 0.47 rg")


def _covered_by_form(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    form = sheet.form(f"1 g 40 {Y - 20} 520 50 re f")
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


def _covered_by_thick_line(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    sheet.draw(f"1 G 30 w 40 {Y + 4} m 560 {Y + 4} l S")


def _covered_by_picture(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    sheet.picture(bytes(range(200, 240)) * 40, (40, 40), (40, Y - 20, 520, 50))


def _covered_by_white_picture(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    sheet.picture(b"\xff" * 16, (4, 4), (40, Y - 20, 520, 50))


def _covered_by_gradient(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    function = "<< /FunctionType 2 /Domain [0 1] /C0 [0.5 0.6 0.8] /C1 [0.9 0.95 1] /N 1 >>"
    shading = sheet.resource(
        "Shading", f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [40 0 560 0] /Function {function} >>"
    )
    sheet.draw(f"40 {Y - 20} 520 50 re W n /{shading} sh")


def _covered_by_annotation(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    look = sheet.file.stream(b"1 g 0 0 520 50 re f", "/Type /XObject /Subtype /Form /BBox [0 0 520 50]")
    note = sheet.file.add(
        f"<< /Type /Annot /Subtype /Square /Rect [40 {Y - 20} 560 {Y + 30}] /F 4 /AP << /N {look} 0 R >> >>"
    )
    sheet.page_entries["Annots"] = f"[{note} 0 R]"


def _veiled(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0.6 >>")
    sheet.text(X, Y, words)
    for _ in range(5):
        sheet.draw(f"/{state} gs 1 g 40 {Y - 20} 520 50 re f")


def _covered_by_inline_picture(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words)
    data = "BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID cc> EI"
    sheet.draw(f"520 0 0 50 40 {Y - 20} cm {data}")


def _second_half_covered(sheet: Sheet, words: str) -> None:
    line = "Team player, member of the choir"
    sheet.text(X, Y, f"{line}          {words}", font="F2")
    sheet.box(X + sheet.han.width(line, 11) + 4, Y - 5, 600, 20)


def _second_half_clipped(sheet: Sheet, words: str) -> None:
    line = "Team player, member of the choir"
    shown = f"{line}          {words}"
    sheet.draw(f"{X - 2} {Y - 5} {sheet.han.width(line, 11) + 6} 20 re W n {sheet.words(X, Y, shown, font='F2')}")


def _inside_a_letter(sheet: Sheet, words: str) -> None:
    # A dash of 900 points is a black bar of some 500 by 65; the words are as black and stand in it.
    sheet.text(X + 20, Y + 14, words, size=9)
    sheet.text(40, Y - 230, "\u2014", size=900, matrix="0.6 0 0 1")


# Transparency and render modes


def _alpha_zero(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    sheet.text(X, Y, words, color=f"/{state} gs 0 g")


def _alpha_near_zero(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0.02 >>")
    sheet.text(X, Y, words, color=f"/{state} gs 0 g")


def _outline_alpha_zero(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /CA 0 /ca 0 >>")
    sheet.text(X, Y, words, color=f"/{state} gs 0 G", state="1 Tr")


def _alpha_zero_form(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    form = sheet.form(sheet.words(X, Y, words), "/Group << /S /Transparency >>")
    sheet.draw(f"/{state} gs /{sheet.resource('XObject', f'{form} 0 R')} Do")


def _soft_mask(sheet: Sheet, words: str) -> None:
    group = sheet.form("0 g 0 0 595 842 re f", "/Group << /S /Transparency /CS /DeviceGray >>")
    state = sheet.resource("ExtGState", f"<< /Type /ExtGState /SMask << /S /Luminosity /G {group} 0 R >> >>")
    sheet.text(X, Y, words, color=f"/{state} gs 0 g")


def _render_mode_3(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, state="3 Tr")


def _render_mode_7(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, state="7 Tr")


def _stripes(sheet: Sheet) -> None:
    bars = " ".join(f"{40 + 8 * number} {Y - 6} 4 24 re" for number in range(64))
    sheet.draw(f"0.6 g {bars} f")


def _render_mode_7_on_stripes(sheet: Sheet, words: str) -> None:
    _stripes(sheet)
    sheet.text(X, Y, words, state="7 Tr")


def _render_mode_7_under_stripes(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, words, state="7 Tr")
    _stripes(sheet)


def _empty_pattern(sheet: Sheet, words: str) -> None:
    tile = sheet.file.stream(
        b" ",
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 8 8] /XStep 8 /YStep 8 /Resources << >>",
    )
    pattern = sheet.resource("Pattern", f"{tile} 0 R")
    sheet.text(X, Y, words, color=f"/Pattern cs /{pattern} scn")


def _no_opacity_over_a_line(sheet: Sheet, words: str) -> None:
    state = sheet.resource("ExtGState", "<< /Type /ExtGState /ca 0 >>")
    sheet.text(X, Y, "Team player, chess player, member of the choir, volunteer firefighter since 2018")
    sheet.text(X, Y, words, color=f"/{state} gs 0 g")


def _render_mode_3_over_a_line(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, "Team player, chess player, member of the choir, volunteer firefighter since 2018")
    sheet.text(X, Y, words, state="3 Tr")


# Layers


def _layer(sheet: Sheet, settings: str) -> int:
    group = sheet.file.add("<< /Type /OCG /Name (Notes) >>")
    sheet.catalog_entries["OCProperties"] = f"<< /OCGs [{group} 0 R] /D << {settings.format(f'[{group} 0 R]')} >> >>"
    return group


def _hidden_layer(sheet: Sheet, words: str) -> None:
    group = _layer(sheet, "/Order {0} /OFF {0}")
    sheet.draw(f"/OC /{sheet.resource('Properties', f'{group} 0 R')} BDC {sheet.words(X, Y, words)} EMC")


def _layer_off_by_default(sheet: Sheet, words: str) -> None:
    group = _layer(sheet, "/Order {0} /BaseState /OFF")
    sheet.draw(f"/OC /{sheet.resource('Properties', f'{group} 0 R')} BDC {sheet.words(X, Y, words)} EMC")


def _hidden_membership(sheet: Sheet, words: str) -> None:
    group = _layer(sheet, "/Order {0} /OFF {0}")
    member = sheet.file.add(f"<< /Type /OCMD /OCGs [{group} 0 R] /P /AllOn >>")
    sheet.draw(f"/OC /{sheet.resource('Properties', f'{member} 0 R')} BDC {sheet.words(X, Y, words)} EMC")


def _hidden_layer_form(sheet: Sheet, words: str) -> None:
    group = _layer(sheet, "/Order {0} /OFF {0}")
    form = sheet.form(sheet.words(X, Y, words), f"/OC {group} 0 R")
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


# Fonts


def _type3_without_ink(sheet: Sheet, words: str) -> None:
    if not words:
        return
    letters = sorted(set(words))
    empty = sheet.file.stream(b"500 0 d0")
    rows = "\n".join(f"<{code:02x}> <{ord(letter):04x}>" for code, letter in enumerate(letters, 1))
    said = sheet.file.stream(
        f"begincmap\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n{len(letters)} beginbfchar\n{rows}\n"
        "endbfchar\nendcmap".encode()
    )
    names = " ".join(f"/g{code}" for code in range(1, len(letters) + 1))
    font = sheet.file.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 "
        f"/LastChar {len(letters)} /Widths [{'500 ' * len(letters)}] /Encoding << /Type /Encoding /Differences "
        f"[1 {names}] >> /CharProcs << {' '.join(f'{name} {empty} 0 R' for name in names.split())} >> "
        f"/Resources << >> /ToUnicode {said} 0 R >>"
    )
    codes = "".join(f"{letters.index(letter) + 1:02x}" for letter in words)
    form = sheet.file.stream(
        f"BT /T3 11 Tf {X} {Y} Td <{codes}> Tj ET".encode(),
        f"/Type /XObject /Subtype /Form /BBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
        f"/Resources << /Font << /T3 {font} 0 R >> >>",
    )
    sheet.draw(f"/{sheet.resource('XObject', f'{form} 0 R')} Do")


def _blank_glyphs(sheet: Sheet, words: str) -> None:
    sheet.text(X, Y, " " * len(words), said=words)


def _tag_characters(sheet: Sheet, words: str) -> None:
    tags = "".join(chr(0xE0000 + (ord(letter) if letter.isascii() else 0x20)) for letter in words)
    sheet.text(X, Y, " " * len(tags), said=tags)


def _ascii_tags(sheet: Sheet, words: str) -> None:
    """Tags stand for ASCII alone: words of other letters are numbered, as a reader of them would have to decode."""
    spelled = words if words.isascii() else words.encode("unicode_escape").decode()
    _tag_characters(sheet, spelled)


def _zero_width_message(sheet: Sheet, words: str) -> None:
    bits = "".join(f"{byte:08b}" for byte in words.encode())
    message = "".join("\u200b" if bit == "0" else "\u200c" for bit in bits[:160])
    sheet.text(X, Y, " " * len(message), size=4, said=message)


# What is never read


def _actual_text(sheet: Sheet, words: str) -> None:
    told = f"<< /ActualText {text_string(words)} >>" if words else "<< >>"
    sheet.draw(f"/Span {told} BDC 0 g {sheet.words(X, Y, 'Team player')} EMC")


def _actual_text_on_nothing(sheet: Sheet, words: str) -> None:
    told = f"<< /ActualText {text_string(words)} >>" if words else "<< >>"
    sheet.draw(f"/Span {told} BDC 0 g {sheet.words(X, Y, ' ')} EMC")


def _alternative_text(sheet: Sheet, words: str) -> None:
    told = f"<< /Alt {text_string(words)} >>" if words else "<< >>"
    sheet.draw(f"/Figure {told} BDC 0.5 g {X} {Y} 60 60 re f EMC")


def _keywords(sheet: Sheet, words: str) -> None:
    sheet.info["Title"] = "Resume"
    sheet.info["Keywords"] = words


def _title(sheet: Sheet, words: str) -> None:
    sheet.info["Title"] = words or "Resume"


def _xmp(sheet: Sheet, words: str) -> None:
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{words}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
    number = sheet.file.stream(packet.encode(), "/Type /Metadata /Subtype /XML")
    sheet.catalog_entries["Metadata"] = f"{number} 0 R"


def _hidden_annotation(sheet: Sheet, words: str) -> None:
    note = sheet.file.add(
        f"<< /Type /Annot /Subtype /FreeText /Rect [{X} {Y} 550 {Y + 20}] /F 2 /DA (/Helv 11 Tf 0 g) "
        f"/Contents {text_string(words)} >>"
    )
    sheet.page_entries["Annots"] = f"[{note} 0 R]"


def _note_annotation(sheet: Sheet, words: str) -> None:
    note = sheet.file.add(
        f"<< /Type /Annot /Subtype /Text /Rect [560 800 578 818] /F 4 /Name /Note /Contents {text_string(words)} >>"
    )
    sheet.page_entries["Annots"] = f"[{note} 0 R]"


def _hidden_form_field(sheet: Sheet, words: str) -> None:
    value = sheet.file.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (notes) /Rect [{X} {Y} 550 {Y + 20}] /F 2 "
        f"/DA (/Helv 11 Tf 0 g) /V {text_string(words)} >>"
    )
    sheet.page_entries["Annots"] = f"[{value} 0 R]"
    sheet.catalog_entries["AcroForm"] = f"<< /Fields [{value} 0 R] /DA (/Helv 0 Tf 0 g) >>"


NEVER_READ = (Kind.METADATA, Kind.COMMENT, Kind.ALTERNATIVE_TEXT, Kind.REPLACEMENT_TEXT)

PDF_CARRIERS = (
    _carrier("white on white", _white, Kind.COLOR),
    _carrier("near white on white", _near_white, Kind.COLOR),
    _carrier("white by process colours", _white_cmyk, Kind.COLOR),
    _carrier("white fill and white outline", _white_outline, Kind.COLOR),
    _carrier("spot colour without tint", _spot_without_tint, Kind.COLOR),
    _carrier("white inside a form", _white_in_form, Kind.COLOR),
    _carrier("colour of the box behind", _box_color, Kind.COLOR),
    _carrier("near the colour of the box behind", _near_box_color, Kind.COLOR),
    _carrier("colour of the picture behind", _picture_color, Kind.COLOR),
    _carrier("colour of the gradient behind", _gradient_color, Kind.COLOR),
    _carrier("white over a thin ruling", _white_over_ruling, Kind.COLOR),
    _carrier("white in a cell of a ruled table", _white_between_table_rulings, Kind.COLOR),
    _carrier("white multiplied on a dark box", _multiplied_white, Kind.COLOR, Kind.TRANSPARENT, Kind.NO_INK),
    _carrier("pale yellow on white", _pale_yellow, Kind.COLOR),
    _carrier("light yellow on white", _light_yellow, Kind.COLOR, Kind.NO_INK),
    _carrier("dark on dark", _dark_on_dark, Kind.COLOR),
    _carrier("white after a word that is seen", _white_after_a_word, Kind.COLOR),
    _carrier("white under a line that is seen", _white_under_a_line, Kind.COLOR, Kind.COVERED),
    _carrier("white letter by letter", _white_letter_by_letter, Kind.COLOR),
    _carrier("white on a page of its own", _white_on_a_page_of_its_own, Kind.COLOR),
    _carrier("white on a turned page", _white_on_a_turned_page, Kind.COLOR),
    _carrier(
        "black screened on white", _black_screened_on_white, Kind.COLOR, Kind.TRANSPARENT, Kind.NO_INK, Kind.COVERED
    ),
    _carrier("form scaled to nothing", _form_scaled_to_nothing, Kind.SIZE),
    _carrier("half a point", _tiny, Kind.SIZE),
    _carrier("one point", _one_point, Kind.SIZE),
    _carrier("two points", _two_points, Kind.SIZE),
    _carrier("tiny at the end of a line", _tiny_at_the_end_of_a_line, Kind.SIZE),
    _carrier("tiny by the matrix of the text", _tiny_by_matrix, Kind.SIZE),
    _carrier("tiny by the matrix of the page", _tiny_by_page_matrix, Kind.SIZE),
    _carrier("squashed sideways", _squashed_sideways, Kind.SIZE),
    _carrier("squashed by horizontal scaling", _squashed_by_scaling, Kind.SIZE),
    _carrier("squashed flat", _squashed_flat, Kind.SIZE),
    _carrier("left of the page", _off_left, Kind.OFF_PAGE),
    _carrier("right of the page", _off_right, Kind.OFF_PAGE),
    _carrier("above the page", _off_top, Kind.OFF_PAGE),
    _carrier("below the page", _off_bottom, Kind.OFF_PAGE),
    _carrier("just below the page", _just_off_bottom, Kind.OFF_PAGE),
    _carrier("raised off the page", _raised_off, Kind.OFF_PAGE),
    _carrier("outside of the crop box", _outside_crop_box, Kind.OFF_PAGE, Kind.CLIPPED),
    _carrier("on a page too small to see", _page_too_small, Kind.OFF_PAGE, Kind.CLIPPED, Kind.SIZE),
    _carrier("clipped to nothing", _clipped_to_nothing, Kind.CLIPPED),
    _carrier("clipped to another place", _clipped_elsewhere, Kind.CLIPPED),
    _carrier("clipped by the box of a form", _clipped_by_form, Kind.CLIPPED),
    _carrier("clipped by other text", _clipped_by_text, Kind.CLIPPED, Kind.NO_INK),
    _carrier("covered by a white box", _covered_by_white, Kind.COVERED),
    _carrier("covered by a coloured box", _covered_by_color, Kind.COVERED),
    _carrier("covered by a box in a form", _covered_by_form, Kind.COVERED),
    _carrier("covered by a thick line", _covered_by_thick_line, Kind.COVERED),
    _carrier("covered by a picture", _covered_by_picture, Kind.COVERED),
    _carrier("covered by a white picture", _covered_by_white_picture, Kind.COVERED),
    _carrier("covered by a gradient", _covered_by_gradient, Kind.COVERED),
    _carrier("covered by an annotation", _covered_by_annotation, Kind.COVERED, Kind.NO_INK),
    _carrier("veiled by five boxes", _veiled, Kind.COVERED, Kind.TRANSPARENT, Kind.NO_INK),
    _carrier("covered by an inline picture", _covered_by_inline_picture, Kind.COVERED),
    _carrier("second half of a line covered", _second_half_covered, Kind.COVERED),
    _carrier("second half of a line clipped", _second_half_clipped, Kind.CLIPPED),
    _carrier("inside the stroke of a letter", _inside_a_letter, Kind.COVERED, Kind.COLOR),
    _carrier("no opacity", _alpha_zero, Kind.TRANSPARENT),
    _carrier("nearly no opacity", _alpha_near_zero, Kind.TRANSPARENT),
    _carrier("outline without opacity", _outline_alpha_zero, Kind.TRANSPARENT),
    _carrier("form without opacity", _alpha_zero_form, Kind.TRANSPARENT, Kind.NO_INK),
    _carrier("behind a soft mask", _soft_mask, Kind.TRANSPARENT, Kind.NO_INK),
    _carrier("render mode 3", _render_mode_3, Kind.RENDER_MODE),
    _carrier("render mode 7", _render_mode_7, Kind.RENDER_MODE),
    _carrier("render mode 7 on stripes", _render_mode_7_on_stripes, Kind.RENDER_MODE),
    _carrier("render mode 7 under stripes", _render_mode_7_under_stripes, Kind.RENDER_MODE),
    _carrier("no opacity over a line that is seen", _no_opacity_over_a_line, Kind.TRANSPARENT),
    _carrier("render mode 3 over a line that is seen", _render_mode_3_over_a_line, Kind.RENDER_MODE),
    _carrier("filled with an empty pattern", _empty_pattern, Kind.NO_INK, Kind.TRANSPARENT, Kind.COLOR),
    _carrier("in a hidden layer", _hidden_layer, Kind.HIDDEN_LAYER),
    _carrier("in a layer that is off by default", _layer_off_by_default, Kind.HIDDEN_LAYER),
    _carrier("in a hidden layer by membership", _hidden_membership, Kind.HIDDEN_LAYER),
    _carrier("form of a hidden layer", _hidden_layer_form, Kind.HIDDEN_LAYER, Kind.NO_INK),
    _carrier("font of empty procedures", _type3_without_ink, Kind.NO_INK),
    _carrier("font of blank glyphs", _blank_glyphs, Kind.NO_INK),
    _carrier("tag characters", _ascii_tags, Kind.CONTROL_CHARACTERS, Kind.NO_INK, quotable=False),
    _carrier("zero-width message", _zero_width_message, Kind.CONTROL_CHARACTERS, Kind.NO_INK, quotable=False),
    _carrier("replacement text", _actual_text, *NEVER_READ, placed=False),
    _carrier("replacement text of a blank", _actual_text_on_nothing, *NEVER_READ, placed=False),
    _carrier("alternative text of a figure", _alternative_text, *NEVER_READ, placed=False),
    _carrier("keywords", _keywords, Kind.METADATA, placed=False),
    _carrier("title", _title, Kind.METADATA, placed=False),
    _carrier("description in XMP", _xmp, Kind.METADATA, placed=False),
    _carrier("hidden annotation", _hidden_annotation, Kind.COMMENT, Kind.MARKED_HIDDEN, placed=False),
    _carrier("note", _note_annotation, Kind.COMMENT, placed=False),
    _carrier(
        "value of a hidden form field",
        _hidden_form_field,
        Kind.METADATA,
        Kind.COMMENT,
        Kind.MARKED_HIDDEN,
        placed=False,
    ),
)
