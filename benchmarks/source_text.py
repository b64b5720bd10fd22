"""The text of a resume from the source that it was made from: LaTeX, Typst, YAML, JSON, Markdown.

What a template or a file that is not there adds (headings, dates in words, icons) is missing: it bounds the figures of
every tool alike.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

# PDFs whose sources have other names, in the order of the picture; each pair was compared by eye.
_SOURCES_BY_EYE = {
    "kaityo256_yaml_cv__sample__output": ("data.yaml",),
    "kaityo256_yaml_cv__sample__academic": ("data.yaml",),
    "moooyo_Typst-WonderCV-Template__dist__resume-en": tuple(
        f"src__data__en__{name}.json" for name in ("basic", "education", "experience", "projects")
    ),
    "moooyo_Typst-WonderCV-Template__dist__resume-zh": tuple(
        f"src__data__zh__{name}.json" for name in ("basic", "education", "experience", "projects")
    ),
    "rendercv_rendercv__tests__renderer__testdata__test_pdf_png__classic_full": (
        "tests__renderer__testdata__test_markdown__full.md",
    ),
    "takeokunn_typst-resume-template__cv__cv": tuple(
        f"cv__content__{name}.yaml" for name in ("profile", "overview", "jobs")
    ),
    "takeokunn_typst-resume-template__resume__resume": tuple(
        f"resume__content__{name}.yaml"
        for name in (
            "profile", "address", "education_history", "work_history", "certifications", "motivation_requests",
        )
    ),
    "there4_markdown-resume__examples__output__blockish": ("examples__source__sample.md",),
    "there4_markdown-resume__examples__output__modern": ("examples__source__sample.md",),
    "there4_markdown-resume__examples__output__readable": ("examples__source__sample.md",),
    "there4_markdown-resume__examples__output__swissen": ("examples__source__sample.md",),
    "there4_markdown-resume__examples__output__unstyled": ("examples__source__sample.md",),
}  # fmt: skip
_ENDINGS = (".tex", ".typ", ".md", ".yaml", ".json", ".txt")


def source_text(pdf: Path, sources: Path) -> str | None:
    """Returns the text of the source of a PDF; None when the source is not known.

    Args:
        pdf: `owner_repository__path__name.pdf`.
        sources: The folder of the sources, named alike.
    """
    same_name = [sources / f"{pdf.stem}{ending}" for ending in _ENDINGS]
    prefix = pdf.stem.partition("__")[0]
    by_eye = [sources / f"{prefix}__{name}" for name in _SOURCES_BY_EYE.get(pdf.stem, ())]
    found = by_eye or [path for path in same_name if path.exists()][:1]
    return "\n".join(_READERS[path.suffix](path) for path in found) or None


def _plain(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --- data ----------------------------------------------------------------------------------------------------------


def _yaml(path: Path) -> str:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return _values(data.get("cv", data) if isinstance(data, dict) else data)


def _json(path: Path) -> str:
    return _values(json.loads(path.read_text(encoding="utf-8")))


def _values(data: object) -> str:
    """Returns the strings and numbers of a tree in their order."""
    if isinstance(data, dict):
        return "\n".join(_values(value) for value in data.values())
    if isinstance(data, list):
        return "\n".join(map(_values, data))
    return "" if data is None or isinstance(data, bool) else _markdown_text(str(data))


# --- Markdown ------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def _markdown(path: Path) -> str:
    return _markdown_text(_FRONT_MATTER.sub("", path.read_text(encoding="utf-8")))


def _markdown_text(text: str) -> str:
    return re.sub(r"[*`#_]+", " ", re.sub(r"<[^>\n]*>", " ", _LINK.sub(r"\1", text)))


# --- Typst ---------------------------------------------------------------------------------------------------------

_TYPST_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_TYPST_RULE = re.compile(r"#(?:import|include|set|let|lorem|show(?!\s*:\s*[\w.-]+\())\b")
_TYPST_CALL = re.compile(r"#(?:show\s*:\s*)?[\w.-]*")
_TYPST_STRING = re.compile(r'([\w-]*)(\s*:?\s*)"((?:[^"\\]|\\.)*)"')
# Named arguments whose strings say how, not what.
_TYPST_SETTINGS = frozenset(
    [
        "font",
        "lang",
        "paper",
        "fill",
        "icon",
        "style",
        "weight",
        "photograph",
        "link",
        "url",
        "size",
        "region",
        "theme-color",
        "color",
        "stroke",
        "kind",
    ]
)
_OPENING, _CLOSING = "([{", ")]}"


def _typst(path: Path) -> str:
    text = _TYPST_COMMENT.sub("", path.read_text(encoding="utf-8"))
    parts: list[str] = []
    content = [True]  # whether each open bracket holds content, which prints, or code, of which strings print
    position = 0
    while position < len(text):
        if rule := _TYPST_RULE.match(text, position):
            position = _statement_end(text, rule.end())
        elif content[-1] and (call := _TYPST_CALL.match(text, position)):
            position = call.end()
            if text[position : position + 1] in {"(", "{"}:
                content.append(False)
                position += 1
        elif not content[-1] and (string := _TYPST_STRING.match(text, position)):
            parts.append("" if ":" in string[2] and string[1] in _TYPST_SETTINGS else f" {string[3]} ")
            position = string.end()
        else:
            parts.append(_typst_character(text[position], content))
            position += 1
    return "".join(parts)


def _typst_character(character: str, content: list[bool]) -> str:
    """Follows brackets and returns what the character prints."""
    if character == "[" or (character in _OPENING and not content[-1]):
        content.append(character == "[")
        return " "
    if character == "]" or (character in _CLOSING and not content[-1]):
        if len(content) > 1:
            content.pop()
        return " "
    printed = content[-1] and character not in "*\\$"
    return character if printed else " " if character.isspace() else ""


def _statement_end(text: str, position: int) -> int:
    """Returns where a statement ends: at the end of a line outside of brackets."""
    depth = 0
    while position < len(text) and (depth > 0 or text[position] != "\n"):
        depth += (text[position] in _OPENING) - (text[position] in _CLOSING)
        if depth < 0:
            break
        position += 1
    return position


# --- LaTeX ---------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?[ \t]*")
_COMMAND = re.compile(r"\\([a-zA-Z@]+)\*?[ \t]*|\\(.)", re.DOTALL)
_BOX = re.compile(r"\\(?:setbox|box|wd|ht|dp|copy)\d=?(?:\\hbox)?")
_SETTING = re.compile(r"\s*(?:[\d.]{1,4}\s*(?:pt|cm|mm|em|ex)?|\(\d+, ?\d+\))?\s*")  # sizes, shares and places
_SECTOR = re.compile(r"[\d.]+/[\d.]+em/[\w!]+/")
_COLOR = re.compile(r"\\(?:definecolor|colorlet)\{(\w+)\}")
_DIMENSION = re.compile(r"\s*(?:plus|minus|=)?\s*-?[\d.]*\s*(?:\\[a-z]+|pt|cm|mm|em|ex|in)\b")
_ACCENTS = {"'": 0x301, "`": 0x300, "^": 0x302, '"': 0x308, "~": 0x303, "c": 0x327, "v": 0x30C, "=": 0x304, ".": 0x307}
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "ae": "æ",
    "AE": "Æ",
    "i": "i",
    "aa": "å",
    "AA": "Å",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
}
# What stands before the text and prints in the head of the page.
_HEAD = frozenset(
    [
        "name",
        "firstname",
        "lastname",
        "familyname",
        "tagline",
        "position",
        "address",
        "mobile",
        "phone",
        "email",
        "homepage",
        "github",
        "linkedin",
        "quote",
        "socialinfo",
        "personalinfo",
        "title",
    ]
)
# How many of the arguments say how, not what; the others print.
_SILENT = dict.fromkeys(
    [
        "vspace", "hspace", "setlength", "addtolength", "color", "includegraphics", "usepackage",
        "RequirePackage", "documentclass", "definecolor", "colorlet", "geometry", "pagestyle", "thispagestyle",
        "label", "ref", "rule", "fontsize", "addbibresource", "nocite", "cite", "bibliography", "end",
        "newcolumntype", "hypersetup", "titleformat", "titlespacing", "setmainfont", "setsansfont", "photo",
        "photoR", "photoL", "columnratio", "newgeometry", "setcounter", "pagecolor", "usetikzlibrary",
        "NewInfoField", "hyphenation", "pdfinfo", "selectlanguage", "csname", "DeclareFieldFormat",
        "DeclareBibliographyCategory", "addtocategory", "renewbibmacro", "AtBeginEnvironment", "patchcmd",
        "setbool", "draw", "fill", "filldraw", "path", "foreach", "makecvfooter", "today", "thepage", "input",
        "include", "graphicspath", "urlstyle", "lhead", "chead", "rhead", "lfoot", "cfoot", "rfoot",
        "fancyhead", "fancyfoot", "printbibliography", "setstretch", "linespread",
    ],
    9,
) | dict.fromkeys(
    [
        "href", "textcolor", "colorbox", "parbox", "raisebox", "fcolorbox", "hyperlink", "scalebox",
        "adjustbox", "makebox", "resizebox", "website",
    ],
    1,
) | {"multicolumn": 2, "multirow": 2, "resizebox": 2}  # fmt: skip
_ENVIRONMENT_ARGUMENTS = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "minipage": 1, "multicols": 1, "array": 1,
    "longtable": 1,     "wrapfigure": 2, "adjustwidth": 2, "list": 2, "tabu": 1, "paracol": 1, "fullwidth": 0,
}  # fmt: skip
_DEEPEST = 12


def _latex(path: Path) -> str:
    prefix, _, _ = path.stem.rpartition("__")

    def included(name: str) -> str:
        name = name.strip().removeprefix("./").removesuffix(".tex").replace("/", "__")
        file = path.with_name(f"{prefix}__{name}.tex")
        return _COMMENT.sub("", file.read_text(encoding="utf-8")) if file.exists() else ""

    text = _SECTOR.sub(" ", _BOX.sub("", _COMMENT.sub("", path.read_text(encoding="utf-8"))))
    preamble, begin, body = text.partition("\\begin{document}")
    scanner = _Latex(included, colors=frozenset(_COLOR.findall(preamble)))
    head = scanner.head(preamble) if begin else ""
    return f"{head}\n{scanner.scan(body if begin else preamble)}"


@dataclass(slots=True)
class _Latex:
    """Expands what the document defines, keeps what prints and drops the rest."""

    included: Callable[[str], str]
    colors: frozenset[str]
    macros: dict[str, tuple[int, bool, str]] = field(default_factory=dict)
    """Number of arguments, whether the first has a default, and body."""
    depth: int = 0

    def head(self, preamble: str) -> str:
        """Returns what the preamble prints, and learns its definitions."""
        parts = []
        position = 0
        while command := _COMMAND.search(preamble, position):
            position = command.end()
            if command[1] in _HEAD:
                arguments, position = _arguments(preamble, position)
                parts += [self.scan(argument) for argument in arguments]
            else:
                position = self.define(command[1] or "", preamble, position) or position
        return " ".join(parts)

    def scan(self, text: str) -> str:
        """Returns what a piece of the document prints."""
        if self.depth > _DEEPEST:
            return ""
        self.depth += 1
        parts, position = [], 0
        while command := _COMMAND.search(text, position):
            parts.append(_bare(text[position : command.start()]))
            printed, position = self.command(command, text)
            parts.append(printed)
        parts.append(_bare(text[position:]))
        self.depth -= 1
        return "".join(parts)

    def command(self, command: re.Match[str], text: str) -> tuple[str, int]:  # noqa: PLR0911
        """Returns what a command prints and where the text goes on."""
        name, sign, position = command[1], command[2], command.end()
        if name is None:
            return self.sign(sign, text, position)
        if (after := self.define(name, text, position)) is not None:
            return "", after
        if name in _LETTERS:
            return _LETTERS[name], position
        if name in {"c", "v"} and (letter := re.compile(r"\{?(\w)\}?").match(text, position)):
            return letter[1] + chr(_ACCENTS[name]), letter.end()
        if name in self.macros:
            return self.expand(name, text, position)
        if name == "begin":
            return self.environment(text, position)
        if name in {"vskip", "hskip", "kern", "baselineskip", "parindent", "parskip"}:
            skipped = _DIMENSION.match(text, position)
            return " ", skipped.end() if skipped else position
        arguments, position = _arguments(text, position)
        if name in {"input", "include"} and arguments:
            return f"\n{self.scan(self.included(arguments[0]))}\n", position
        kept = [one for one in arguments[_SILENT.get(name, 0) :] if not self.setting(one)]
        return f" {' '.join(map(self.scan, kept))} " if kept or name not in _STYLES else "", position

    def setting(self, argument: str) -> bool:
        """Tells a size, a share or a colour from words."""
        return _SETTING.fullmatch(argument) is not None or argument.strip() in self.colors

    def sign(self, sign: str, text: str, position: int) -> tuple[str, int]:
        if sign in _ACCENTS and (letter := re.compile(r"\s*\{?\\?(\w)\}?").match(text, position)):
            return letter[1] + chr(_ACCENTS[sign]), letter.end()
        if sign == "\\":
            measure = re.compile(r"\*?\s*\[[^\]]*\]").match(text, position)
            return "\n", measure.end() if measure else position
        return ("" if sign in "-/" else sign if sign in "&%$#_{}" else " "), position

    def define(self, name: str, text: str, position: int) -> int | None:
        """Learns a definition; returns where it ends, or None when the command defines nothing."""
        if name in {"newenvironment", "renewenvironment"}:
            return _arguments(text, position)[1]
        if name == "def":
            found = re.compile(r"\s*\\([a-zA-Z@]+)((?:#\d)*)\s*(?=\{)").match(text, position)
            if not found:
                return position
            body, end = _group(text, found.end())
            self.macros[found[1]] = len(found[2]) // 2, False, body
            return end
        if name not in {"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"}:
            return None
        found = re.compile(r"\s*\{?\s*\\([a-zA-Z@]+)\s*\}?\s*(?:\[(\d)\])?\s*(\[[^\]]*\])?\s*(?=\{)").match(
            text, position
        )
        if not found:
            return position
        body, end = _group(text, found.end())
        self.macros[found[1]] = int(found[2] or 0), found[3] is not None, body
        return end

    def expand(self, name: str, text: str, position: int) -> tuple[str, int]:
        count, optional, body = self.macros[name]
        values = []
        if optional:
            given = re.compile(r"\s*\[([^\]]*)\]").match(text, position)
            values.append(given[1] if given else "")
            position = given.end() if given else position
        while len(values) < count and (found := re.compile(r"\s*(?=\{)").match(text, position)):
            value, position = _group(text, found.end())
            values.append(value)
        for number, value in enumerate(values, start=1):
            body = body.replace(f"#{number}", value)
        return f" {self.scan(body)}" if count else self.scan(body), position

    def environment(self, text: str, position: int) -> tuple[str, int]:
        name, position = _group(text, position)
        if name in {"comment", "filecontents", "filecontents*"}:
            end = text.find(f"\\end{{{name}}}", position)
            return "", end if end >= 0 else len(text)
        if name == "tikzpicture":
            end = text.find("\\end{tikzpicture}", position)
            inner = text[position : end if end >= 0 else len(text)]
            return self.nodes(inner), position + len(inner)
        silent = _ENVIRONMENT_ARGUMENTS.get(name)
        if silent is None:
            return "\n", position
        return "\n", _arguments(text, position, most=silent)[1]

    def nodes(self, picture: str) -> str:
        """Returns the labels of a drawing."""
        found = re.finditer(r"node\b[^{};]*(?=\{)", picture)
        return " ".join(self.scan(_group(picture, node.end())[0]) for node in found)


# Commands that change how letters look and leave no blank between them.
_STYLES = frozenset(
    [
        "bf",
        "it",
        "textbf",
        "textit",
        "textsc",
        "textrm",
        "textsf",
        "emph",
        "underline",
        "textup",
        "mbox",
        "lr",
        "rl",
        "text",
    ]
)


def _bare(text: str) -> str:
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return re.sub(r"[{}$]", "", re.sub(r"[~&]", " ", text))


def _arguments(text: str, position: int, most: int = 9) -> tuple[list[str], int]:
    """Returns the arguments in braces that follow, and where they end; those in brackets are options."""
    found: list[str] = []
    following = re.compile(r"\s*(?:\[[^\]]*\]\s*)?(?=\{)|[ \t]*\[[^\]]*\]")
    while len(found) < most and (match := following.match(text, position)):
        position = match.end()
        if text[position : position + 1] == "{":
            value, position = _group(text, position)
            found.append(value)
    return found, position


def _group(text: str, position: int) -> tuple[str, int]:
    """Returns what stands in the braces that open at `position`, and where they end."""
    depth = 0
    for index in range(position, len(text)):
        if text[index] in "{}" and text[index - 1] != "\\":
            depth += 1 if text[index] == "{" else -1
            if depth == 0:
                return text[position + 1 : index], index + 1
    return text[position + 1 :], len(text)


_READERS: dict[str, Callable[[Path], str]] = {
    ".tex": lambda path: unicodedata.normalize("NFC", _latex(path)),
    ".typ": _typst,
    ".yaml": _yaml,
    ".json": _json,
    ".md": _markdown,
    ".txt": _plain,
}
