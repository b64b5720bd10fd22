"""The modules of Triton's models are no package: Triton finds them beside model.py, and these tests on the path."""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORIES = Path(__file__).resolve().parents[3] / "model_repository"

for folder in (REPOSITORIES / "shared", REPOSITORIES / "simulated" / "tensorrt_llm" / "1"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
