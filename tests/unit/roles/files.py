"""A small role that is right, to be changed."""

from __future__ import annotations

import copy
from typing import Any

import yaml

from bole.roles.role_file import RoleFile

ROLE: dict[str, Any] = {
    "role_id": "welder",
    "families": ["machine_operator"],
    "title": {"zh": "焊工", "en": "Welder"},
    "guidance": {"zh": "看做过的焊缝与材料。", "en": "Look for seams and materials."},
    "criteria": [
        {
            "id": "welding",
            "text": {"zh": "会焊接", "en": "Welds"},
            "kind": "SKILL",
            "requirement": "MUST",
            "terms": [{"any_of": [{"name": "TIG welding", "also": ["氩弧焊"]}]}],
        }
    ],
    "examples": [
        {
            "criterion": "welding",
            "level": "USED",
            "resume": {"zh": "2020 年起用氩弧焊焊接储罐。", "en": "Since 2020: TIG welding of tanks."},
            "quote": {"zh": "用氩弧焊焊接储罐", "en": "TIG welding of tanks"},
        }
    ],
    "core_questions": [
        {
            "type": "TECHNICAL",
            "topic": "CASE",
            "criterion": "welding",
            "minutes": 6,
            "text": {
                "zh": {
                    "question": "焊缝里出现气孔时，你按什么顺序查原因？",
                    "competency": "缺陷分析",
                    "reason": "气孔最常见。",
                    "expected_points": ["看保护气体", "看母材清洁", "看电流与速度"],
                    "follow_ups": ["先换哪一样？", "怎样确认改好了？"],
                    "anchors": {"low": "只说重焊。", "medium": "查了一两项。", "high": "逐项排查并验证。"},
                },
                "en": {
                    "question": "A seam shows pores; in which order do you look for the cause?",
                    "competency": "Analysing defects",
                    "reason": "Pores are the most common defect.",
                    "expected_points": ["Shielding gas", "Clean material", "Current and speed"],
                    "follow_ups": ["What do you change first?", "How do you confirm it?"],
                    "anchors": {
                        "low": "Welds again.",
                        "medium": "Checks one or two.",
                        "high": "Checks all and verifies.",
                    },
                },
            },
        }
    ],
}


def role_file(*path: str | int, value: object = None, custom: bool = True) -> RoleFile:
    """Returns the role with the value at a path replaced, None to remove it."""
    content = copy.deepcopy(ROLE)
    if path:
        part: Any = content
        for key in path[:-1]:
            part = part[key]
        if value is None:
            del part[path[-1]]
        else:
            part[path[-1]] = value
    return RoleFile(role_id="welder", text=yaml.safe_dump(content, allow_unicode=True), custom=custom)


def in_chinese() -> RoleFile:
    """Returns the role with its Chinese texts alone."""

    def without(value: Any) -> Any:  # noqa: ANN401  # any part of a file
        if isinstance(value, list):
            return [without(one) for one in value]
        if isinstance(value, dict):
            return {key: without(one) for key, one in value.items() if key != "en"}
        return value

    return RoleFile(role_id="welder", text=yaml.safe_dump(without(ROLE), allow_unicode=True), custom=True)
