"""The models of rapidocr: where text stands in a picture, and what one line of it says.

Needs the packages of the extra `ocr`. The models come with `rapidocr` and are named by their paths, so that nothing is
ever downloaded.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det import TextDetOutput
from rapidocr.ch_ppocr_rec import TextRecOutput
from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
from rapidocr.utils.process_img import get_rotate_crop_image

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture of shape (height, width, 3): blue, green, red."""
Quadrangle: TypeAlias = NDArray[np.float32]
"""Shape (4, 2), in pixels: the corners at the top left, top right, bottom right and bottom left."""

LINE_HEIGHT = 48
"""Pixels to which a line is scaled before it is read."""
_MODELS = Path(rapidocr.__file__).parent / "models"
_DETECTION_SIDE = 1120
"""Longer side, in pixels, at which text is looked for: letters of seven points on A4 are still found; memory and time
grow with its square."""
_DETECTION_COLUMNS, _PIXELS_A_COLUMN = 200, 200
_SMALLEST_SIDE = 16
"""Pixels; what is smaller holds no line."""
_LONGEST_LINE = 3200
"""Columns; a longer line is squeezed, which keeps the memory for it bounded."""


def _model(task: str) -> str:
    """Returns the path of the model in the wheel that does a task; its name tells the generation, which changes."""
    return str(max(_MODELS.glob(f"*_{task}_*.onnx")))


_SETTINGS: dict[str, object] = {
    "Global.log_level": "critical",
    "Global.max_side_len": 1_000_000,  # pictures arrive in the right size; scaled here they would lose small print
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # documents are read in parallel, one process each
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,  # an arena would keep what the largest page took
    "Det.model_path": _model("det"),
    "Det.limit_type": "max",
    "Det.limit_side_len": _DETECTION_SIDE,
    "Rec.model_path": _model("rec"),
    "Rec.rec_batch_num": 1,  # together lines are padded to the longest: slower, and a line would depend on the others
    "Rec.rec_img_shape": [3, LINE_HEIGHT, 2 * LINE_HEIGHT],
}


def detect(picture: Pixels) -> list[Quadrangle]:
    """Finds the lines of a picture, in no order that means anything.

    Raises:
        MemoryError: The process has no room for it.
    """
    if min(picture.shape[:2]) < _SMALLEST_SIDE:
        return []
    try:
        found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    except ONNXRuntimeError as error:
        raise MemoryError from error
    if not isinstance(found, TextDetOutput) or found.boxes is None:  # how it says that there is nothing
        return []
    return [box.astype(np.float32) for box in found.boxes]


def detection_cost(picture: Pixels) -> int:
    """Returns how many columns could be read in the time that `detect` takes."""
    high, wide = picture.shape[:2]
    scale = min(1.0, _DETECTION_SIDE / max(high, wide))
    return _DETECTION_COLUMNS + int(high * wide * scale * scale / _PIXELS_A_COLUMN)


def cut_out(picture: Pixels, box: Quadrangle) -> Pixels:
    """Returns a line laid level; one that is higher than wide is turned by a quarter, its right side up."""
    line: Pixels = get_rotate_crop_image(picture, box)
    high, wide = line.shape[:2]
    if wide * LINE_HEIGHT > _LONGEST_LINE * high:
        return np.asarray(cv2.resize(line, (_LONGEST_LINE, LINE_HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return line


def column_count(line: Pixels) -> int:
    """Returns how many columns of pixels are read of a line."""
    high, wide = line.shape[:2]
    return max(2 * LINE_HEIGHT, LINE_HEIGHT * wide // max(1, high))


def read_line(line: Pixels) -> tuple[str, float]:
    """Reads a line and returns its text with the mean confidence of its letters, 0..1.

    Raises:
        MemoryError: The process has no room for it.
    """
    if min(line.shape[:2]) < 2:
        return "", 0.0
    try:
        found = _engine()(line, use_det=False, use_cls=False, use_rec=True)
    except ONNXRuntimeError as error:
        raise MemoryError from error
    if not isinstance(found, TextRecOutput) or not found.txts or not found.scores:
        return "", 0.0
    return str(found.txts[0]).strip(), float(found.scores[0])


@cache
def _engine() -> rapidocr.RapidOCR:
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(params=_SETTINGS)
