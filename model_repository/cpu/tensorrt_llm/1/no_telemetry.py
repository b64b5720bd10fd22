"""To be imported before OpenVINO, which tells Google Analytics of every import: nothing leaves the premises.

OpenVINO goes without the package `openvino_telemetry` where it is not installed; this is how it is not.
"""

from __future__ import annotations

import sys

sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
