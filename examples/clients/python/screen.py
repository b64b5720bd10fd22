"""Screens resumes over gRPC: python screen.py HOST:PORT POSTING.txt RESUME... (needs bole-screening for the stubs)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from bole.v1 import rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub


def reason(status: status_pb2.Status) -> str:
    """Returns the reason that every error of the service carries."""
    info = error_details_pb2.ErrorInfo()
    return info.reason if any(detail.Unpack(info) for detail in status.details) else "UNKNOWN"


def shown(screening: screening_pb2.Screening) -> str:
    """Returns score, recommendation and summary in one line."""
    name = screening_pb2.Screening.Recommendation.Name(screening.recommendation)
    return f"{screening.match_score:3d}  {name:8}  {screening.summary}"


def stream(posting: str, paths: list[str]) -> Iterator[pb.ScreenResumesRequest]:
    """Yields the configuration, then one item a file."""
    yield pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=rubric_pb2.JobPosting(text=posting)))
    for path in paths:
        document = pb.Document(content=Path(path).read_bytes())
        yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=path, documents=[document]))


def main(address: str, posting_path: str, *paths: str) -> int:
    """Screens the first resume alone, then all of them as a stream."""
    posting = Path(posting_path).read_text(encoding="utf-8")
    with grpc.insecure_channel(address) as channel:
        service = ScreeningServiceStub(channel)
        first = pb.Document(content=Path(paths[0]).read_bytes())
        request = pb.ScreenResumeRequest(job_posting=rubric_pb2.JobPosting(text=posting), documents=[first])
        try:
            print("unary  ", shown(service.ScreenResume(request, timeout=30).screening))
        except grpc.RpcError as error:
            status = rpc_status.from_call(error)  # type: ignore[arg-type]  # the error is the call, too
            print("unary   failed:", reason(status) if status else error)
        for answer in service.ScreenResumes(stream(posting, list(paths))):
            if answer.WhichOneof("message") == "item":
                failed = answer.item.status.code != 0
                print("stream ", f"failed: {reason(answer.item.status)}" if failed else shown(answer.item.screening))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
