"""Reads a document with everything inside it: an e-mail and what is attached, the file in an archive."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import accumulate

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Warning, WarningCode
from bole.domain.spans import Span
from bole.parsing.archives.archive import Archive, too_large
from bole.parsing.archives.names import is_junk
from bole.parsing.archives.seven_zip import SevenZipArchive
from bole.parsing.archives.zip_archive import ZipArchive
from bole.parsing.container_errors import nothing_inside, refuse_beyond, several, too_deep, too_many
from bole.parsing.limits import ParsingLimits
from bole.parsing.mail.eml import read_eml
from bole.parsing.mail.mail import Mail
from bole.parsing.mail.msg import read_msg
from bole.parsing.media_type import ARCHIVES, MAILS, PICTURES, MediaType, declared_media_type
from bole.parsing.pictures.recogniser import Budget
from bole.parsing.readers import Leaf, Reading, empty, hint_warnings, read_single
from bole.parsing.sniffing import sniff_binary
from bole.parsing.text.joining import joined
from bole.parsing.text.visible_text import VisibleText

_ENDS_ALL = frozenset(
    {ErrorReason.DOCUMENT_TOO_LARGE, ErrorReason.DOCUMENT_TIMED_OUT, ErrorReason.DOCUMENT_HOLDS_SEVERAL}
)
"""Failures of unpacking that end the whole document; every other one costs only the part."""

_NUMBER = re.compile(r"([0-9]{1,18})")

_MOST_TELLING = (
    ErrorReason.DOCUMENT_ENCRYPTED,
    ErrorReason.PART_NOT_INSTALLED,
    ErrorReason.DOCUMENT_DAMAGED,
    ErrorReason.DOCUMENT_WITHOUT_TEXT,
    ErrorReason.DOCUMENT_TOO_LONG,
    ErrorReason.MEDIA_TYPE_UNSUPPORTED,
)
"""Reasons in the order in which they help the sender; others come last."""


def read_document(document: Document, limits: ParsingLimits) -> Reading:
    """Reads a document and what it holds.

    Raises:
        BoleError: As `bole.parsing.parser.parse`.
    """
    declared = declared_media_type(document)
    media_type = sniff_binary(document.content, declared)
    if media_type in MAILS or media_type in ARCHIVES:
        reading = _Intake(limits, Budget.of(limits)).read(document, media_type)
    else:
        reading = read_single(document, media_type, limits, Budget.of(limits))
    return _with_warnings(reading, hint_warnings(document, reading.media_type))


@dataclass(slots=True)
class _Intake:
    """Collects what can be read of one container, within limits that hold for all of it."""

    limits: ParsingLimits
    budget: Budget
    parts: int = 0
    unpacked_bytes: int = 0
    seen: set[bytes] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    """What was read, in the same order."""
    failures: list[BoleError] = field(default_factory=list)
    letter_places: list[int] = field(default_factory=list)
    """Which of the readings are the text of a mail."""
    pictures: list[Document] = field(default_factory=list)
    candidates: int = 0
    """Documents of an archive that is not attached to a mail, which can only be of one candidate."""

    def read(self, document: Document, media_type: MediaType) -> Reading:
        """Reads a container from its outside."""
        self.open(document, media_type, 0, alone=media_type in ARCHIVES)
        left_out = self.look_at_pictures()
        failure = min(self.failures, key=_rank, default=None)
        if not self.readings:
            raise failure or nothing_inside()
        visible = joined([reading.visible for reading in self.readings])
        refuse_beyond(visible, self.limits)
        reading = Reading(
            media_type=media_type,
            visible=visible,
            letters=self.letters(visible),
            failure=failure,
            leaves=tuple(self.leaves),
        )
        return _with_warnings(reading, (*_unreadable(self.failures, self.parts), *left_out))

    def open(self, document: Document, media_type: MediaType, depth: int, *, alone: bool) -> None:
        """Reads what a container holds; `depth` is 0 for the outermost."""
        if media_type is MediaType.EML:
            self.mail(read_eml(document.content), document, depth)
        elif media_type is MediaType.MSG:
            self.mail(read_msg(document.content), document, depth)
        else:
            for part in self.unpacked(document, media_type):
                self.add(part, depth + 1, alone=alone)

    def mail(self, mail: Mail, outer: Document, depth: int) -> None:
        """Reads the text of a mail, then what is attached to it."""
        if len(mail.bodies) > self.limits.max_parts:
            raise too_many(self.limits)
        for forms in mail.bodies:
            self.body(forms)
        for attached in mail.attachments:
            if isinstance(attached, Document):
                self.count(len(attached.content))
                self.add(replace(attached, role=outer.role, password=outer.password), depth + 1, alone=False)
                continue
            self.count(0)
            if depth < self.limits.max_nesting:
                self.mail(attached, outer, depth + 1)
            else:
                self.failures.append(too_deep(self.limits))

    def body(self, forms: tuple[Document, ...]) -> None:
        """Reads a text of a mail in the first form that shows something; a mail without any text is a mail."""
        for form in forms:
            try:
                reading = read_single(form, None, self.limits, self.budget)
            except BoleError as error:
                if error.reason is not ErrorReason.DOCUMENT_EMPTY:
                    self.failures.append(error)
            else:
                self.letter_places.append(len(self.readings))
                self.keep(form, reading)
                return

    def unpacked(self, document: Document, media_type: MediaType) -> Iterator[Document]:
        """Unpacks an archive: documents in its order, then pictures in the order of their names."""
        archive = self.archive(document, media_type)
        members = [member for member in archive.members if not is_junk(member.name)]
        self.count(0, len(members))
        parts: list[Document] = []
        for member in members:
            try:
                content = archive.read(member, self.bytes_left())
            except BoleError as error:
                if error.reason in _ENDS_ALL:
                    raise
                self.failures.append(error)
                continue
            self.count(len(content), 0)
            parts.append(replace(document, content=content, media_type="", file_name=member.name))
        yield from sorted(parts, key=_place)

    def archive(self, document: Document, media_type: MediaType) -> Archive:
        """Opens an archive."""
        file = BytesIO(document.content)
        if media_type is MediaType.ZIP:
            return ZipArchive(file, document.password)
        return SevenZipArchive(file, self.bytes_left(), document.password)

    def add(self, part: Document, depth: int, *, alone: bool) -> None:
        """Reads a part once; one that cannot be read is counted and does not cost the others."""
        digest = hashlib.sha256(part.content).digest()
        if digest in self.seen:
            return
        self.seen.add(digest)
        try:
            self.part(part, depth, alone=alone)
        except BoleError as error:
            if error.reason in _ENDS_ALL:
                raise
            self.failures.append(error)

    def part(self, part: Document, depth: int, *, alone: bool) -> None:
        """Reads a part: a document, or another container."""
        if not part.content.strip(b" \t\r\n\x00"):
            raise empty()
        before = len(self.readings)
        media_type = sniff_binary(part.content, declared_media_type(part))
        if media_type in MAILS or media_type in ARCHIVES:
            if depth > self.limits.max_nesting:
                raise too_deep(self.limits)
            self.open(part, media_type, depth, alone=alone and media_type in ARCHIVES)
        elif media_type in PICTURES:
            self.pictures.append(part)
        else:
            self.single(part, media_type)
        if alone and media_type not in ARCHIVES and len(self.readings) > before:
            self.candidates += 1
            if self.candidates > 1:
                raise several()

    def letters(self, visible: VisibleText) -> tuple[Span, ...]:
        """Returns where the texts of mails stand in all that was read."""
        first_pages = [0, *accumulate(len(reading.visible.pages) for reading in self.readings)]
        return tuple(
            Span(visible.pages[first_pages[place]].span.start, visible.pages[first_pages[place + 1] - 1].span.end)
            for place in self.letter_places
        )

    def single(self, part: Document, media_type: MediaType | None) -> None:
        """Reads a part that holds no other; one that takes too long leaves no time for the others."""
        try:
            reading = read_single(part, media_type, self.limits, self.budget)
        except BoleError as error:
            if error.reason is ErrorReason.DOCUMENT_TIMED_OUT:
                raise
            self.failures.append(error)
        else:
            self.keep(part, _with_warnings(reading, hint_warnings(part, reading.media_type)))

    def keep(self, document: Document, reading: Reading) -> None:
        """Takes what was read of a document that holds no other."""
        self.readings.append(reading)
        self.leaves.append(Leaf(document=document, page_count=len(reading.visible.pages)))

    def look_at_pictures(self) -> tuple[Warning, ...]:
        """Reads the pictures as pages where nothing but them can be the resume; else says that they were left out."""
        documents = len(self.readings) - len(self.letter_places)
        if documents and self.pictures:
            message = f"{len(self.pictures)} pictures beside the document were not read."
            return (Warning(code=WarningCode.ATTACHMENT_UNREADABLE, message=message),)
        for picture in self.pictures:
            self.single(picture, sniff_binary(picture.content))
        return ()

    def count(self, size_bytes: int, part_count: int = 1) -> None:
        """Refuses more parts or bytes than the limits allow for all of the document."""
        self.parts += part_count
        self.unpacked_bytes += size_bytes
        if self.parts > self.limits.max_parts:
            raise too_many(self.limits)
        if self.unpacked_bytes > self.limits.max_unpacked_bytes:
            raise too_large(self.limits.max_unpacked_bytes)

    def bytes_left(self) -> int:
        """Returns how much the rest of the document may unpack to."""
        return self.limits.max_unpacked_bytes - self.unpacked_bytes


def _with_warnings(reading: Reading, warnings: tuple[Warning, ...]) -> Reading:
    visible = reading.visible
    return replace(reading, visible=replace(visible, warnings=(*warnings, *visible.warnings))) if warnings else reading


def _unreadable(failures: list[BoleError], parts: int) -> tuple[Warning, ...]:
    """Returns the warning that some parts are missing: how many, and why; nothing of their names."""
    if not failures:
        return ()
    reasons = Counter(str(error.reason) for error in failures)
    told = ", ".join(f"{reason} ({count})" for reason, count in sorted(reasons.items()))
    message = f"{len(failures)} of {max(parts, len(failures))} parts could not be read: {told}."
    return (Warning(code=WarningCode.ATTACHMENT_UNREADABLE, message=message),)


def _rank(error: BoleError) -> int:
    return _MOST_TELLING.index(error.reason) if error.reason in _MOST_TELLING else len(_MOST_TELLING)


def _place(part: Document) -> tuple[bool, list[str | int]]:
    """Puts documents first, in the order of the archive, then pictures by name: page 2 before page 10."""
    if declared_media_type(part) not in PICTURES:
        return False, []
    pieces = _NUMBER.split(part.file_name)
    return True, [int(piece) if number % 2 else piece for number, piece in enumerate(pieces)]
