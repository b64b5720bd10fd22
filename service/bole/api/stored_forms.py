"""The `Codec`: domain values as the bytes of messages, packed, for what is kept in a database."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Sequence
from typing import TypeVar

from google.protobuf.message import DecodeError, Message

from bole.api import messages, resume_messages, stored_rubrics, stored_screenings
from bole.domain.answers import Answer
from bole.domain.batches import BatchDocument, BatchTerms, DocumentReference, TwoStage
from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Screening
from bole.v1 import batch_service_pb2, screening_pb2, screening_service_pb2

M = TypeVar("M", bound=Message)

_LEVEL = 1
"""Of zlib: most of an answer repeats its rubric, and the higher levels cost more time than they save bytes."""


class StoredForms:
    """Writes domain values as packed messages of the contract, which may gain fields and never lose any."""

    def encode_answer(self, answer: Answer) -> bytes:
        """Writes an answer as a `BatchItem` with screening, contact and profile."""
        screening = answer.screening
        return _packed(
            batch_service_pb2.BatchItem(
                screening=messages.screening(screening),
                contact=messages.contact(answer.contact),
                profile=resume_messages.profile(answer.profile, screening.provenance.as_of),
            )
        )

    def decode_screening(self, payload: bytes) -> Screening:
        """Reads the screening of an answer.

        Raises:
            BoleError: STORAGE_MISMATCH.
        """
        try:
            return stored_screenings.screening(answer_message(payload).screening, "screening")
        except (BoleError, ValueError) as error:
            raise _mismatch() from error

    def encode_terms(self, terms: BatchTerms) -> bytes:
        """Writes the terms of a batch as a `Batch` that holds nothing else."""
        return _packed(_terms_message(terms))

    def decode_terms(self, payload: bytes) -> BatchTerms:
        """Reads the terms of a batch.

        Raises:
            BoleError: STORAGE_MISMATCH.
        """
        message = stored_terms(payload)
        two_stage = message.two_stage
        try:
            return BatchTerms(
                rubric=stored_rubrics.rubric(message.rubric),
                as_of=datetime.date(message.as_of.year, message.as_of.month, message.as_of.day),
                language_code=message.output_language_code,
                allow_degraded=message.allow_degraded,
                two_stage=TwoStage(best_count=two_stage.best_count, control_count=two_stage.control_count)
                if message.HasField("two_stage")
                else None,
                labels=dict(message.labels),
            )
        except (BoleError, ValueError) as error:
            raise _mismatch() from error

    def encode_documents(self, documents: Sequence[BatchDocument]) -> bytes:
        """Writes the documents of an item, without their passwords; not packed: most kinds of documents are already."""
        item = batch_service_pb2.NewBatchItem()
        for one in documents:
            role = screening_pb2.DocumentRole.Value(f"DOCUMENT_ROLE_{one.role}")
            if isinstance(one, Document):
                item.documents.add(content=one.content, media_type=one.media_type, file_name=one.file_name, role=role)
            else:
                item.references.add(uri=one.uri, member=one.member, role=role)
        return item.SerializeToString()

    def decode_documents(self, payload: bytes) -> tuple[BatchDocument, ...]:
        """Reads the documents of an item: those with content, then references, each in their order.

        Raises:
            BoleError: STORAGE_MISMATCH.
        """
        item = _parsed(payload, batch_service_pb2.NewBatchItem)
        try:
            return (
                *(_document(one) for one in item.documents),
                *(DocumentReference(uri=one.uri, member=one.member, role=_role(one.role)) for one in item.references),
            )
        except ValueError as error:
            raise _mismatch() from error


def answer_message(payload: bytes) -> batch_service_pb2.BatchItem:
    """Returns screening, contact and profile of an answer as messages, as they were written.

    Raises:
        BoleError: STORAGE_MISMATCH.
    """
    return _unpacked(payload, batch_service_pb2.BatchItem)


def stored_terms(payload: bytes) -> batch_service_pb2.Batch:
    """Returns the fields of a `Batch` that its terms fill in, as they were written.

    Raises:
        BoleError: STORAGE_MISMATCH.
    """
    return _unpacked(payload, batch_service_pb2.Batch)


def _terms_message(terms: BatchTerms) -> batch_service_pb2.Batch:
    """Returns the fields of a `Batch` that its terms fill in, its rubric among them."""
    message = batch_service_pb2.Batch(
        rubric=messages.rubric(terms.rubric),
        as_of=messages.date(terms.as_of),
        output_language_code=terms.language_code,
        allow_degraded=terms.allow_degraded,
        labels=terms.labels,
    )
    if terms.two_stage is not None:
        message.two_stage.best_count = terms.two_stage.best_count
        message.two_stage.control_count = terms.two_stage.control_count
    return message


def _document(message: screening_service_pb2.Document) -> Document:
    return Document(
        content=message.content, media_type=message.media_type, file_name=message.file_name, role=_role(message.role)
    )


def _role(value: screening_pb2.DocumentRole.ValueType) -> DocumentRole:
    return DocumentRole(screening_pb2.DocumentRole.Name(value).removeprefix("DOCUMENT_ROLE_"))


def _packed(message: Message) -> bytes:
    return zlib.compress(message.SerializeToString(deterministic=True), _LEVEL)


def _unpacked(payload: bytes, kind: type[M]) -> M:
    try:
        content = zlib.decompress(payload)
    except zlib.error as error:
        raise _mismatch() from error
    return _parsed(content, kind)


def _parsed(content: bytes, kind: type[M]) -> M:
    try:
        return kind.FromString(content)
    except DecodeError as error:
        raise _mismatch() from error


def _mismatch() -> BoleError:
    return BoleError(
        ErrorReason.STORAGE_MISMATCH,
        "What is stored cannot be read: another version of the service wrote it, or it is damaged. Start the version "
        "that wrote it, or screen again.",
    )
