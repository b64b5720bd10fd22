"""Makes small documents for the tests of this folder: PDF with reportlab, DOCX part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

RESUME_LINES = (
    "Ada Example",
    "ada@example.com | +1 555 0100",
    "Work Experience",
    "Backend Engineer, Harbor Ltd   Mar 2019 - Present",
    "Built the order service in Python and Flask, used by 40,000 people a day.",
    "Education",
    "B.Sc. Computer Science, Lakeside University   2011 - 2015",
    "Skills",
    "Python, Flask, MySQL, Docker",
)
RESUME_TEXT = "\n".join(RESUME_LINES)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def pdf(draw: Callable[[Canvas], None], size: tuple[float, float] = (595, 842), user_key: str = "") -> bytes:
    """Returns a PDF of one page or more; `draw` writes on the canvas and may call `showPage`."""
    stream = io.BytesIO()
    encryption = StandardEncryption(user_key, canPrint=0) if user_key else None
    canvas = Canvas(stream, pagesize=size, encrypt=encryption, invariant=1)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def draw_lines(canvas: Canvas, lines: Iterable[str], left: float = 50, top: float = 800, leading: float = 16) -> None:
    """Writes lines below each other; `top` is the first base line in PDF space."""
    for number, line in enumerate(lines):
        canvas.drawString(left, top - number * leading, line)


def resume_pdf(page_count: int = 1, user_key: str = "") -> bytes:
    """Returns a resume; pages after the first repeat it."""

    def draw(canvas: Canvas) -> None:
        for _ in range(page_count):
            draw_lines(canvas, RESUME_LINES)
            canvas.showPage()

    return pdf(draw, user_key=user_key)


def picture_pdf() -> bytes:
    """Returns a PDF whose only page is a picture, as scanners make it."""
    return pdf(draw_picture)


def draw_picture(canvas: Canvas) -> None:
    """Covers the page with a grey picture."""
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 180)), 0, 0, 595, 842)


def docx(body: str, parts: Mapping[str, str] | None = None, relations: str = "") -> bytes:
    """Returns a DOCX.

    Args:
        body: XML inside of `w:body`, with the prefixes `w`, `mc`, `wps`, `wp`, `a`, `v`, `w14`, `r` and `dgm`.
        parts: Further parts by path, such as `word/styles.xml`.
        relations: XML of the relationships of the main document.
    """
    main = (
        f'<w:document xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
        f'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="{_R}" '
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return package({"word/document.xml": main, **(parts or {})}, relations)


def package(parts: Mapping[str, str], relations: str = "", main_path: str = "word/document.xml") -> bytes:
    """Returns a package that says that its text stands at `main_path`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        root = f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="{main_path}"/>'
        archive.writestr("_rels/.rels", _relationships(root))
        archive.writestr("word/_rels/document.xml.rels", _relationships(relations))
        for path, content in parts.items():
            archive.writestr(path, content)
    return stream.getvalue()


def relation(kind: str, target: str) -> str:
    """Returns one relationship of the main document, such as a header."""
    return f'<Relationship Id="{target}" Type="{_R}/{kind}" Target="{target}"/>'


def part(name: str, content: str) -> str:
    """Returns the XML of a part with root element `w:name`."""
    return f'<w:{name} xmlns:w="{_W}">{content}</w:{name}>'


def paragraph(text: str, properties: str = "") -> str:
    """Returns a paragraph of one run; `properties` are those of the run."""
    run_properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:p><w:r>{run_properties}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def resume_docx() -> bytes:
    """Returns a resume as DOCX."""
    return docx("".join(map(paragraph, RESUME_LINES)))


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
