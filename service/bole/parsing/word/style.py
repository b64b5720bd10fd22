"""How runs of a DOCX look, through their styles: what hides text, and what numbers paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.word.package import DocxPackage, attribute, child, local_name

_NEAR_WHITE = 245
_SMALLEST_HALF_POINTS = 4
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST_STYLE = 12
_CHINESE_DIGITS = "零一二三四五六七八九十"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLook:
    """What decides whether a run is seen."""

    vanished: bool = False
    white: bool = False
    shaded: bool = False
    """Something darker than white is painted behind."""
    half_points: int = 21

    @property
    def hidden(self) -> HiddenTextKind | None:
        """Why the run is not seen; None when it is."""
        if self.vanished:
            return HiddenTextKind.MARKED_HIDDEN
        if self.half_points < _SMALLEST_HALF_POINTS:
            return HiddenTextKind.SIZE
        return HiddenTextKind.COLOR if self.white and not self.shaded else None

    def with_properties(self, properties: etree._Element | None) -> RunLook:
        """Returns the look with the properties of a run, paragraph mark, style or cell on top."""
        look = self
        for one in properties if properties is not None else ():
            name, value = local_name(one), attribute(one, "val")
            if name == "vanish":
                look = replace(look, vanished=value not in _OFF)
            elif name == "color":
                look = replace(look, white=is_white(value))
            elif name == "sz" and value.isdigit():
                look = replace(look, half_points=int(value))
            elif (name == "shd" and _paints(one)) or (name == "highlight" and value not in {"none", "white"}):
                look = replace(look, shaded=True)
        return look


def is_white(color: str) -> bool:
    """Tells whether six hexadecimal digits name white or nearly white."""
    try:
        return len(color) == 6 and min(bytes.fromhex(color)) >= _NEAR_WHITE
    except ValueError:
        return False


def _paints(shading: etree._Element) -> bool:
    fill = attribute(shading, "fill").lower()
    filled = fill not in {"", "auto"} and not is_white(fill)
    return filled or attribute(shading, "val") not in {"clear", "nil", ""}


@dataclass(slots=True)
class Styles:
    """The styles of a document by identifier."""

    by_id: dict[str, etree._Element] = field(default_factory=dict)
    default: RunLook = field(default_factory=RunLook)
    default_paragraph: str = ""
    looks: dict[tuple[str, RunLook], RunLook] = field(default_factory=dict)

    @staticmethod
    def of(package: DocxPackage) -> Styles:
        """Reads the style part; a document without one has plain styles."""
        styles = Styles()
        for root in package.parts("styles"):
            styles.default = RunLook().with_properties(child(root, "docDefaults", "rPrDefault", "rPr"))
            for style in root:
                if local_name(style) == "style":
                    styles.by_id[attribute(style, "styleId")] = style
                    if attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}:
                        styles.default_paragraph = attribute(style, "styleId")
        return styles

    def apply(self, style_id: str, look: RunLook) -> RunLook:
        """Returns `look` with a style and all that it is based on."""
        key = style_id, look
        if key not in self.looks:
            result = look
            for style in reversed(self.chain(style_id)):
                result = result.with_properties(child(style, "rPr"))
                result = result.with_properties(child(style, "pPr"))
            self.looks[key] = result
        return self.looks[key]

    def chain(self, style_id: str) -> list[etree._Element]:
        """Returns a style and those it is based on, the nearest first."""
        found: list[etree._Element] = []
        while style_id in self.by_id and len(found) < _DEEPEST_STYLE:
            style = self.by_id[style_id]
            found.append(style)
            base = child(style, "basedOn")
            style_id = attribute(base, "val") if base is not None else ""
        return found


@dataclass(slots=True)
class Numbering:
    """Bullets and numbers that Word draws before paragraphs."""

    styles: Styles
    levels: dict[tuple[str, str], tuple[str, str, int]] = field(default_factory=dict)
    """Format, text and first number by (number id, level)."""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @staticmethod
    def of(package: DocxPackage, styles: Styles) -> Numbering:
        """Reads the numbering part."""
        numbering = Numbering(styles)
        for root in package.parts("numbering"):
            abstract = {attribute(one, "abstractNumId"): one for one in root if local_name(one) == "abstractNum"}
            for number in root:
                source = child(number, "abstractNumId") if local_name(number) == "num" else None
                if source is not None and (levels := abstract.get(attribute(source, "val"))) is not None:
                    numbering.add(attribute(number, "numId"), levels)
        return numbering

    def add(self, number_id: str, levels: etree._Element) -> None:
        """Records the levels of one list."""
        for level in levels:
            if local_name(level) == "lvl":
                form, text, start = (child(level, name) for name in ("numFmt", "lvlText", "start"))
                first = attribute(start, "val") if start is not None else "1"
                self.levels[number_id, attribute(level, "ilvl")] = (
                    attribute(form, "val") if form is not None else "decimal",
                    attribute(text, "val") if text is not None else "",
                    int(first) if first.isdigit() else 1,
                )

    def mark(self, paragraph_properties: etree._Element | None, style_id: str) -> str:
        """Returns the bullet or number before a paragraph with a blank after it; empty when it has none."""
        number = child(paragraph_properties, "numPr")
        if number is None:
            number = next((n for s in self.styles.chain(style_id) if (n := child(s, "pPr", "numPr")) is not None), None)
        if number is None:
            return ""
        number_id, level = (
            attribute(one, "val") if one is not None else "0" for one in (child(number, "numId"), child(number, "ilvl"))
        )
        form, text, first = self.levels.get((number_id, level), ("none", "", 1))
        if form == "bullet":
            return "• "
        if form == "none" or not text:
            return ""
        self.counts[number_id, level] = self.counts.get((number_id, level), first - 1) + 1
        for key in [key for key in self.counts if key[0] == number_id and key[1] > level]:
            del self.counts[key]
        for depth in range(int(level) + 1 if level.isdigit() else 1):
            own = self.levels.get((number_id, str(depth)), (form, "", 1))
            text = text.replace(f"%{depth + 1}", _numeral(self.counts.get((number_id, str(depth)), own[2]), own[0]))
        return f"{text} "


def _numeral(number: int, form: str) -> str:
    if form.lower().endswith("letter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form.startswith("upper") else letter
    if form.lower().endswith("roman") and 0 < number < 40:
        roman = ""
        for value, digits in _ROMAN:
            count, number = divmod(number, value)
            roman += digits * count
        return roman.upper() if form.startswith("upper") else roman
    if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = ("" if tens < 2 else _CHINESE_DIGITS[tens]) + ("十" if tens else "")
        return head + (_CHINESE_DIGITS[ones] if ones or not tens else "")
    return str(number)
