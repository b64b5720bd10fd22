"""Makes PDFs whose font draws Latin glyphs and names them as any character, as icon fonts and shaped scripts need."""

from __future__ import annotations

from collections.abc import Iterable

_FIRST_CODE, _CODES = 0x20, 0xE0
_FIRST_FOREIGN = 0xA1
_WIDTH = 500  # of each glyph, in thousandths of its size


def mapped_pdf(pieces: Iterable[tuple[str, float, float, str]], size: float = 10) -> bytes:
    """Returns a PDF of one page.

    Args:
        pieces: Font name, left edge, base line from the bottom of the page, and what is written from left to right.
        size: Of the letters in points; each is half as wide.
    """
    pieces = list(pieces)
    characters = sorted({character for *_, text in pieces for character in text})
    codes = {one: ord(one) for one in characters if one.isascii()}  # ASCII looks like what it says
    codes |= {one: _FIRST_FOREIGN + number for number, one in enumerate(one for one in characters if not one.isascii())}
    names = sorted({name for name, *_ in pieces})
    drawn = "\n".join(
        f"BT /F{names.index(name)} {size} Tf {left} {base} Td <{''.join(f'{codes[one]:02x}' for one in text)}> Tj ET"
        for name, left, base, text in pieces
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << "
        + " ".join(f"/F{number} {6 + number} 0 R" for number in range(len(names)))
        + " >> >> >>",
        _stream(drawn),
        _stream(_unicode_map(codes)),
        *map(_font, names),
    ]
    return _file(objects)


def _font(name: str) -> str:
    widths = " ".join([str(_WIDTH)] * _CODES)
    return (
        f"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+{name} /FirstChar {_FIRST_CODE} "
        f"/LastChar {_FIRST_CODE + _CODES - 1} /Widths [{widths}] /ToUnicode 5 0 R /Encoding /WinAnsiEncoding >>"
    )


def _unicode_map(codes: dict[str, int]) -> str:
    rows = "\n".join(f"<{code:02x}> <{one.encode('utf-16-be').hex()}>" for one, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap end end"
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    parts, places, size = ["%PDF-1.7\n"], [], 9
    for number, written in enumerate(objects, start=1):
        places.append(size)
        parts.append(f"{number} 0 obj\n{written}\nendobj\n")
        size += len(parts[-1])
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    parts.append(f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<< /Size {count} /Root 1 0 R >>\n")
    parts.append(f"startxref\n{size}\n%%EOF\n")
    return "".join(parts).encode("ascii")
