"""Writes PDF object by object, so that a document can hold what no library would write."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFontFile

HAN_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
HAN_FONT_PACKAGE = "fonts-wqy-microhei"
PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass(slots=True)
class PdfFile:
    """The objects of a file; numbers count from 1."""

    objects: list[bytes] = field(default_factory=list)

    def reserve(self) -> int:
        """Returns the number of an object that is written later."""
        self.objects.append(b"null")
        return len(self.objects)

    def add(self, body: str) -> int:
        """Adds an object and returns its number."""
        self.objects.append(body.encode("latin-1"))
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Adds a compressed stream and returns its number."""
        packed = zlib.compress(data)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
        self.objects.append(head + packed + b"\nendstream")
        return len(self.objects)

    def put(self, number: int, body: str) -> None:
        """Writes an object that was reserved."""
        self.objects[number - 1] = body.encode("latin-1")

    def save(self, catalog: int, info: int | None) -> bytes:
        """Returns the file."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        told = f" /Info {info} 0 R" if info else ""
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root {catalog} 0 R{told} >>\n".encode()
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def text_string(words: str) -> str:
    """Returns words as a string of a PDF dictionary."""
    return f"<FEFF{words.encode('utf-16-be').hex()}>"


def dejavu() -> Path:
    """Returns a font with Latin, Arabic and Hebrew letters; matplotlib brings it."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib is not installed: pip install 'bole-screening[plots]'")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def _font_file(path: Path) -> TTFontFile:
    return TTFontFile(str(path), subfontIndex=0)


@dataclass(slots=True)
class EmbeddedFont:
    """A TrueType font of which the used glyphs are embedded; what a glyph shows and what it says may differ."""

    path: Path
    codes: dict[tuple[str, str], int] = field(default_factory=dict)
    """Number of each pair of a character that is shown and the characters that are said, from 1."""

    def encode(self, shown: str, said: str | None = None) -> str:
        """Returns the hexadecimal codes that show `shown`, each saying the character of `said` at its place."""
        pairs = zip(shown, said if said is not None else shown, strict=True)
        return "".join(f"{self.codes.setdefault(pair, len(self.codes) + 1):04x}" for pair in pairs)

    def width(self, words: str, size: float) -> float:
        """Returns how wide words are, in points."""
        return sum(self._advance(letter) for letter in words) * size / 1000

    def write(self, file: PdfFile) -> int:
        """Adds the font to a file and returns its number."""
        ttf = _font_file(self.path)
        letters = sorted({shown for shown, _ in self.codes})
        program = ttf.makeSubset([ord(letter) for letter in letters])
        data = file.stream(program, f"/Length1 {len(program)}")
        box = " ".join(str(round(edge)) for edge in ttf.bbox)
        descriptor = file.add(
            f"<< /Type /FontDescriptor /FontName /AAAAAA+Corpus /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {round(ttf.ascent)} /Descent {round(ttf.descent)} /CapHeight {round(ttf.capHeight)} /StemV 80 "
            f"/FontFile2 {data} 0 R >>"
        )
        glyphs = _glyph_numbers(ttf, letters)
        places = b"\0\0" + b"".join(glyphs[shown].to_bytes(2, "big") for shown, _ in self.codes)
        mapping = file.stream(places)
        widths = " ".join(str(round(self._advance(shown))) for shown, _ in self.codes)
        descendant = file.add(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Corpus /CIDSystemInfo << /Registry (Adobe) "
            f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [1 [{widths}]] "
            f"/CIDToGIDMap {mapping} 0 R >>"
        )
        to_unicode = file.stream(self._to_unicode().encode())
        return file.add(
            "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Corpus /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {to_unicode} 0 R >>"
        )

    def _advance(self, letter: str) -> float:
        ttf = _font_file(self.path)
        return float(ttf.charWidths.get(ord(letter), ttf.defaultWidth))

    def _to_unicode(self) -> str:
        rows = [f"<{code:04x}> <{said.encode('utf-16-be').hex()}>" for (_, said), code in self.codes.items()]
        blocks = (rows[start : start + 100] for start in range(0, len(rows), 100))
        body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}endcmap\n"
            "CMapName currentdict /CMap defineresource pop\nend\nend"
        )


def _glyph_numbers(ttf: TTFontFile, letters: list[str]) -> dict[str, int]:
    """Returns the glyph of each letter in the subset: numbered by first use, 0 for what the font lacks."""
    numbers = {0: 0}
    found = {}
    for letter in letters:
        original = ttf.charToGlyph.get(ord(letter), 0)
        found[letter] = numbers.setdefault(original, len(numbers))
    return found


class Helvetica:
    """The standard font that every reader has; Latin letters only."""

    def encode(self, shown: str) -> str:
        """Returns the hexadecimal codes of words."""
        return shown.encode("cp1252").hex()

    def width(self, words: str, size: float) -> float:
        """Returns how wide words are, in points."""
        return float(stringWidth(words, "Helvetica", size))

    def write(self, file: PdfFile) -> int:
        """Adds the font to a file and returns its number."""
        return file.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")


@dataclass(slots=True)
class Sheet:
    """A page that is drawn by operators; the origin is at the bottom left, units are points."""

    file: PdfFile = field(default_factory=PdfFile)
    latin: Helvetica = field(default_factory=Helvetica)
    han: EmbeddedFont = field(default_factory=lambda: EmbeddedFont(HAN_FONT))
    wide: EmbeddedFont = field(default_factory=lambda: EmbeddedFont(dejavu()))
    operators: list[str] = field(default_factory=list)
    resources: dict[str, dict[str, str]] = field(default_factory=dict)
    page_entries: dict[str, str] = field(default_factory=dict)
    catalog_entries: dict[str, str] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    earlier: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Content and entries of the pages before this one."""

    def draw(self, operators: str) -> None:
        """Adds operators in a graphics state of their own."""
        self.operators.append(f"q {operators} Q")

    def resource(self, kind: str, value: str) -> str:
        """Adds a resource of the page, such as an `ExtGState`, and returns its name."""
        named = self.resources.setdefault(kind, {})
        name = f"{kind[:2]}{len(named)}"
        named[name] = value
        return name

    def words(self, x: float, y: float, words: str, size: float = 11, **how: str) -> str:
        """Returns the operators that write words; none for no words.

        Args:
            x: Left end of the base line.
            y: Base line.
            words: What to write: Latin words in Helvetica, others in the font for Han.
            size: Of the font, points.
            how: `state`, operators before the words, such as a render mode; `matrix`, the first four numbers of the
                text matrix; `said`, what the embedded glyphs say instead; `font`, `F1` (Helvetica), `F2` (Han) or
                `F3` (DejaVu).
        """
        if not words:
            return ""
        said = how.get("said")
        name = how.get("font", "F1" if words.isascii() and said is None else "F2")
        self.used.add(name)
        match name:
            case "F1":
                codes = self.latin.encode(words)
            case "F2":
                codes = self.han.encode(words, said)
            case _:
                codes = self.wide.encode(words, said)
        matrix = how.get("matrix", "1 0 0 1")
        return f"BT {how.get('state', '')} /{name} {size} Tf {matrix} {x} {y} Tm <{codes}> Tj ET"

    def text(self, x: float, y: float, words: str, size: float = 11, color: str = "0 g", **how: str) -> None:
        """Writes words in a colour, as `words`."""
        if words:
            self.draw(f"{color} {self.words(x, y, words, size, **how)}")

    def lines(
        self, lines: tuple[str, ...], x: float = 50, y: float = 800, size: float = 11, leading: float = 16
    ) -> None:
        """Writes lines below each other."""
        for number, line in enumerate(lines):
            self.text(x, y - number * leading, line, size)

    def width(self, words: str, size: float = 11) -> float:
        """Returns how wide words are that `words` writes, in points."""
        return self.latin.width(words, size) if words.isascii() else self.han.width(words, size)

    def box(self, x: float, y: float, width: float, height: float, color: str = "1 g") -> None:
        """Fills a rectangle."""
        self.draw(f"{color} {x} {y} {width} {height} re f")

    def picture(self, pixels: bytes, size: tuple[int, int], place: tuple[float, float, float, float]) -> None:
        """Draws a picture: three bytes a pixel, or one for grey, row by row; `place` is left, bottom, width, height."""
        space = "DeviceRGB" if len(pixels) == 3 * size[0] * size[1] else "DeviceGray"
        number = self.file.stream(
            pixels,
            f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} /ColorSpace /{space} "
            "/BitsPerComponent 8",
        )
        left, bottom, width, height = place
        self.draw(f"{width} 0 0 {height} {left} {bottom} cm /{self.resource('XObject', f'{number} 0 R')} Do")

    def form(self, operators: str, entries: str = "") -> int:
        """Adds a form of the size of the page that uses the fonts of the page; returns its number."""
        resources = f"/Resources << /Font {self.font_reference} 0 R >>"
        head = f"/Type /XObject /Subtype /Form /BBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] {resources} {entries}"
        return self.file.stream(operators.encode("latin-1"), head)

    @property
    def font_reference(self) -> int:
        """Number of the object that names the fonts, which is written at the end."""
        if "Fonts" not in self.page_entries:
            self.page_entries["Fonts"] = str(self.file.reserve())
        return int(self.page_entries["Fonts"])

    def next_page(self) -> None:
        """Begins another page, which has the resources of this one."""
        self.earlier.append(("\n".join(self.operators), self._own_entries()))
        self.operators = []
        self.page_entries = {key: value for key, value in self.page_entries.items() if key == "Fonts"}

    def _own_entries(self) -> dict[str, str]:
        return {key: value for key, value in self.page_entries.items() if key != "Fonts"}

    def save(self) -> bytes:
        """Returns the file."""
        file = self.file
        fonts: dict[str, Helvetica | EmbeddedFont] = {"F1": self.latin, "F2": self.han, "F3": self.wide}
        reference = self.font_reference
        written = {name: fonts[name].write(file) for name in sorted(self.used)}
        file.put(reference, "<< " + " ".join(f"/{name} {number} 0 R" for name, number in written.items()) + " >>")
        named = "".join(f"/{kind} {_dictionary(values)} " for kind, values in self.resources.items())
        tree = file.reserve()
        kids = []
        for operators, entries in [*self.earlier, ("\n".join(self.operators), self._own_entries())]:
            content = file.stream(operators.encode("latin-1"))
            own = {"MediaBox": f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]", **entries}
            kids.append(
                file.add(
                    f"<< /Type /Page /Parent {tree} 0 R /Contents {content} 0 R "
                    f"/Resources << /Font {reference} 0 R {named}>> {_dictionary(own)[2:]}"
                )
            )
        file.put(tree, f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
        catalog = file.add(f"<< /Type /Catalog /Pages {tree} 0 R {_dictionary(self.catalog_entries)[2:]}")
        info = {key: text_string(value) for key, value in self.info.items()}
        return file.save(catalog, file.add(_dictionary(info)) if info else None)


def _dictionary(entries: dict[str, str]) -> str:
    return "<< " + "".join(f"/{key} {value} " for key, value in entries.items()) + ">>"
