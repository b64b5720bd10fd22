"""A resume as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bole.domain.dates import DateRange
from bole.domain.spans import Span


class SectionKind(StrEnum):
    """What a part of a resume tells."""

    BASICS = "BASICS"
    SUMMARY = "SUMMARY"
    WORK = "WORK"
    INTERNSHIP = "INTERNSHIP"
    PROJECTS = "PROJECTS"
    EDUCATION = "EDUCATION"
    SKILLS = "SKILLS"
    CERTIFICATES = "CERTIFICATES"
    LANGUAGES = "LANGUAGES"
    AWARDS = "AWARDS"
    PUBLICATIONS = "PUBLICATIONS"
    VOLUNTEER = "VOLUNTEER"
    INTERESTS = "INTERESTS"
    REFERENCES = "REFERENCES"
    OTHER = "OTHER"


class EntryKind(StrEnum):
    """What sort of dated work an entry is; internships are counted apart from employment."""

    EMPLOYMENT = "EMPLOYMENT"
    INTERNSHIP = "INTERNSHIP"
    PROJECT = "PROJECT"
    VOLUNTEER = "VOLUNTEER"


class DegreeLevel(IntEnum):
    """Steps of the education ladder; one apart is "one step below"."""

    SECONDARY = 1
    ASSOCIATE = 2  # 大专
    BACHELOR = 3  # 本科
    MASTER = 4  # 硕士
    DOCTORATE = 5  # 博士


class HiddenTextKind(StrEnum):
    """Why a person cannot see a text."""

    COLOR = "COLOR"
    SIZE = "SIZE"
    OFF_PAGE = "OFF_PAGE"
    RENDER_MODE = "RENDER_MODE"
    TRANSPARENT = "TRANSPARENT"
    MARKED_HIDDEN = "MARKED_HIDDEN"
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"
    CLIPPED = "CLIPPED"
    COVERED = "COVERED"
    HIDDEN_LAYER = "HIDDEN_LAYER"
    NO_INK = "NO_INK"
    SCAN_MISMATCH = "SCAN_MISMATCH"
    DELETED_REVISION = "DELETED_REVISION"
    EMBEDDED_DOCUMENT = "EMBEDDED_DOCUMENT"
    METADATA = "METADATA"
    REPLACEMENT_TEXT = "REPLACEMENT_TEXT"
    ALTERNATIVE_TEXT = "ALTERNATIVE_TEXT"
    COMMENT = "COMMENT"


class WarningCode(StrEnum):
    """What a reader of a result should know; never a failure."""

    LANGUAGE_NOT_COVERED = "LANGUAGE_NOT_COVERED"
    OUTPUT_LANGUAGE_NOT_COVERED = "OUTPUT_LANGUAGE_NOT_COVERED"
    MEDIA_TYPE_MISMATCH = "MEDIA_TYPE_MISMATCH"
    PAGE_UNREADABLE = "PAGE_UNREADABLE"
    CRITERION_REFUSED = "CRITERION_REFUSED"
    CRITERIA_DROPPED = "CRITERIA_DROPPED"
    EVIDENCE_NOT_FOUND = "EVIDENCE_NOT_FOUND"
    ENCODING_GUESSED = "ENCODING_GUESSED"
    QUESTIONS_FEWER = "QUESTIONS_FEWER"
    PROMPT_CUT = "PROMPT_CUT"
    NARRATIVE_CUT = "NARRATIVE_CUT"
    DEGRADED = "DEGRADED"
    LEFT_PREMISES = "LEFT_PREMISES"
    RUBRIC_REDRAFTED = "RUBRIC_REDRAFTED"
    QUESTIONS_REPLACED = "QUESTIONS_REPLACED"
    TEXT_RECOGNIZED = "TEXT_RECOGNIZED"
    DOCUMENT_CONVERTED = "DOCUMENT_CONVERTED"
    ATTACHMENT_UNREADABLE = "ATTACHMENT_UNREADABLE"
    SCORE_SPREAD_NOT_APPLIED = "SCORE_SPREAD_NOT_APPLIED"
    OUTPUT_LANGUAGE_MIXED = "OUTPUT_LANGUAGE_MIXED"
    MUST_NOT_ASKED = "MUST_NOT_ASKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """One thing to know, with a sentence in English that holds nothing of the resume."""

    code: WarningCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page in PDF points, origin at the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and the text on it; formats without pages are one page of size 0 x 0."""

    number: int
    """1-based."""
    span: Span
    width_points: float = 0.0
    height_points: float = 0.0
    ocr_confidence: float | None = None
    """0..1, how sure optical recognition was of the page's letters; None where the file itself names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of visible text and where it stands."""

    span: Span
    page_number: int
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the resume; `span` includes the heading, sections never overlap and stand in text order."""

    kind: SectionKind
    span: Span
    heading: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value of the profile and the visible text that states it."""

    value: str
    span: Span


class PersonalFactKind(StrEnum):
    """What a resume may tell of a person that no decision may rest on, and what they ask for; masked, never scored."""

    GENDER = "GENDER"
    BIRTH_DATE = "BIRTH_DATE"
    AGE = "AGE"
    NATIVE_PLACE = "NATIVE_PLACE"  # 籍贯
    HOUSEHOLD_REGISTRATION = "HOUSEHOLD_REGISTRATION"  # 户口
    ETHNICITY = "ETHNICITY"  # 民族
    NATIONALITY = "NATIONALITY"
    MARITAL_STATUS = "MARITAL_STATUS"
    POLITICAL_STATUS = "POLITICAL_STATUS"  # 政治面貌
    RELIGION = "RELIGION"
    HEALTH = "HEALTH"
    BODY = "BODY"  # height, weight, blood group
    ID_NUMBER = "ID_NUMBER"
    EXPECTED_SALARY = "EXPECTED_SALARY"  # 期望薪资
    CURRENT_SALARY = "CURRENT_SALARY"
    AVAILABILITY = "AVAILABILITY"  # 到岗时间, 求职状态


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalFact:
    """One such statement: `fact` is the value alone, `label` the words before it that say what it is, if any."""

    kind: PersonalFactKind
    fact: Fact
    label: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """Who the candidate is and how to reach them; never scored, masked before any model."""

    name: Fact | None = None
    label: Fact | None = None
    emails: tuple[Fact, ...] = ()
    phones: tuple[Fact, ...] = ()
    urls: tuple[Fact, ...] = ()
    location: Fact | None = None
    summary: Fact | None = None
    personal: tuple[PersonalFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a candidate as the resume states it; empty where it does not. Never part of a screening."""

    name: str = ""
    email: str = ""
    phone: str = ""


NO_CONTACT = Contact()
"""Of a candidate whose documents say nothing, or whose item failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEntry:
    """One employment, internship, project or voluntary work.

    `span` covers the whole entry, `heading` its first line or lines (organisation, position, dates) and `highlights`
    the statements below.
    """

    kind: EntryKind
    span: Span
    heading: Span
    organization: Fact | None = None
    position: Fact | None = None
    dates: DateRange | None = None
    dates_span: Span | None = None
    highlights: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationEntry:
    """One degree or course of study."""

    span: Span
    institution: Fact | None = None
    area: Fact | None = None
    degree: Fact | None = None
    level: DegreeLevel | None = None
    in_progress: bool = False
    dates: DateRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillEntry:
    """A skill as listed, with the level that the candidate claims, if any.

    `used` are the dates of the work and project entries that name it, in text order; months of experience and last
    use are arithmetic on them and a day.
    """

    name: Fact
    level: Fact | None = None
    used: tuple[DateRange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageEntry:
    """A human language: `language_code` is BCP-47, `fluency` as stated."""

    language_code: str
    name: Fact
    fluency: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """A certificate or licence as named."""

    name: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """JSON-Resume-shaped facts (basics, work, projects, volunteer, education, skills, languages, certificates).

    `work` holds every dated entry whatever its kind, in text order. `claimed_years` are statements such as
    "5 years of experience" (value = years in decimal digits) outside dated entries.
    """

    basics: Basics = Basics()
    work: tuple[WorkEntry, ...] = ()
    education: tuple[EducationEntry, ...] = ()
    skills: tuple[SkillEntry, ...] = ()
    languages: tuple[LanguageEntry, ...] = ()
    certificates: tuple[CertificateEntry, ...] = ()
    claimed_years: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenText:
    """Text in the file that a person cannot see: kept apart, never given to an engine."""

    kind: HiddenTextKind
    excerpt: str
    """At most 200 code points."""
    page_number: int
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedResume:
    """What a person sees of a document, and what it says.

    `text` is NFC. Every span in here is half-open in code points of `text`. `languages` are BCP-47 codes of the prose,
    the most frequent first. `document_digest` is the SHA-256 of the bytes in lower-case hex.
    """

    text: str
    document_digest: str
    media_type: str
    pages: tuple[Page, ...]
    lines: tuple[TextLine, ...]
    sections: tuple[Section, ...]
    profile: Profile
    languages: tuple[str, ...]
    hidden_text: tuple[HiddenText, ...] = ()
    unread: tuple[HiddenText, ...] = ()
    """Metadata, alternative texts and comments with words that the page lacks: a finding only where they name what is
    asked for; never given to an engine."""
    warnings: tuple[Warning, ...] = ()
