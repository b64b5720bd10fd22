"""How to reach an OpenAI-compatible server, and how much to ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAiCompatibleOptions:
    """Where the model is and what may be asked of it.

    Attributes:
        base_url: Such as http://10.0.0.5:8000/v1; without a path, /v1 is meant.
        model: The name that the server gives the model.
        api_key: Sent as bearer token; empty where the server wants none. Never shown.
        mode: `chat` asks /chat/completions with a JSON schema where the server takes one; `completions` asks plain
            /completions with the messages as ChatML, and nothing guides the output.
        max_tokens: Tokens of prompt and output together that the model takes, where the server does not tell.
        timeout_seconds: For a request without a deadline.
        concurrency: Requests at the server at the same time.
        queue_limit: Requests of one priority that wait for one of these places before others are told to come back.
        allowed_hosts: Hosts outside private networks that may be used, from `addresses.read_allowed_hosts`; only by
            https.
        root_certificates_path: PEM file of the authorities that sign the server's certificate; None for the usual ones.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    mode: Literal["chat", "completions"] = "chat"
    max_tokens: int = 8192
    timeout_seconds: float = 120.0
    concurrency: int = 16
    queue_limit: int = 512
    allowed_hosts: tuple[str, ...] = ()
    root_certificates_path: str | None = None
