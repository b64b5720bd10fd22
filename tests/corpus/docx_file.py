"""Writes DOCX part by part, so that a document can hold what no editor would write."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14"'
)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
    '<a:clrScheme name="Office"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr '
    'val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/>'
    "</a:lt2>{accents}</a:clrScheme></a:themeElements></a:theme>"
).replace("{accents}", "".join(f'<a:accent{n}><a:srgbClr val="4472C4"/></a:accent{n}>' for n in range(1, 7)))


@dataclass(slots=True)
class DocxFile:
    """The parts of a document."""

    body: list[str] = field(default_factory=list)
    parts: dict[str, str | bytes] = field(default_factory=dict)
    relations: list[str] = field(default_factory=list)
    root_relations: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    styles: str = ""
    section: str = ""

    def paragraph(self, words: str, run: str = "", paragraph: str = "") -> None:
        """Adds a paragraph of one run with its properties; no words, no run."""
        self.body.append(_paragraph(words, run, paragraph))

    def add(self, xml: str) -> None:
        """Adds XML to the body."""
        self.body.append(xml)

    def part(self, path: str, content: str | bytes, kind: str, content_type: str) -> str:
        """Adds a part that the main document refers to; returns the identifier of the reference."""
        name = f"rId{len(self.relations) + 10}"
        self.parts[f"word/{path}"] = content
        self.types[f"/word/{path}"] = content_type
        self.relations.append(f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{path}"/>')
        return name

    def word_part(self, path: str, kind: str, inner: str, root: str) -> str:
        """Adds a part of WordprocessingML such as a header."""
        content = f"<w:{root} {_NAMESPACES}>{inner}</w:{root}>"
        return self.part(path, content, kind, f"{_MAIN_TYPE}.{kind}+xml")

    def package_part(self, path: str, content: str, relation: str, content_type: str) -> None:
        """Adds a part that belongs to the package rather than the document, such as its properties."""
        self.parts[path] = content
        self.types[f"/{path}"] = content_type
        number = len(self.root_relations) + 10
        self.root_relations.append(f'<Relationship Id="rId{number}" Type="{relation}" Target="{path}"/>')

    def save(self) -> bytes:
        """Returns the file; the same parts give the same bytes."""
        self.word_part("styles.xml", "styles", self.styles, "styles")
        self.part("theme/theme1.xml", _THEME, "theme", "application/vnd.openxmlformats-officedocument.theme+xml")
        section = f'<w:sectPr>{self.section}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
        main = f"<w:document {_NAMESPACES}><w:body>{''.join(self.body)}{section}</w:body></w:document>"
        root = f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        types = {"/word/document.xml": f"{_MAIN_TYPE}.document.main+xml", **self.types}
        overrides = "".join(f'<Override PartName="{path}" ContentType="{kind}"/>' for path, kind in types.items())
        defaults = "".join(
            f'<Default Extension="{suffix}" ContentType="{kind}"/>'
            for suffix, kind in (
                ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                ("xml", "application/xml"),
                ("png", "image/png"),
            )
        )
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>',
            "_rels/.rels": _relationships(root + "".join(self.root_relations)),
            "word/document.xml": main,
            "word/_rels/document.xml.rels": _relationships("".join(self.relations)),
            **self.parts,
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in parts.items():
                archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
        return stream.getvalue()


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def run(words: str, properties: str = "") -> str:
    """Returns a run; nothing for no words."""
    if not words:
        return ""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _paragraph(words: str, run_properties: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words, run_properties)}</w:p>"


def paragraph(words: str, run_properties: str = "", properties: str = "") -> str:
    """Returns a paragraph of one run; an empty paragraph for no words."""
    return _paragraph(words, run_properties, properties)


def style(kind: str, name: str, run_properties: str, based_on: str = "") -> str:
    """Returns a style: `kind` is `character` or `paragraph`."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{base}'
        f"<w:rPr>{run_properties}</w:rPr></w:style>"
    )


def png(width: int = 8, height: int = 8, shade: int = 120) -> bytes:
    """Returns a picture of one grey."""
    rows = (b"\0" + bytes([shade]) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
