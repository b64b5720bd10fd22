"""Texts to calibrate quantisation with: synthetic resumes of nobody, in Chinese and English.

`quantize.py --calib_dataset DIR` takes the column `text` of the split `train`: one file, train.jsonl.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

import click
import yaml

PHRASES = Path(__file__).with_name("calibration.yaml")
TEXTS = "train.jsonl"
SAMPLES = 512
"""Texts; what TensorRT-LLM takes by default."""

SAMPLES_OF_AWQ = 32
"""Texts that it takes at most for INT4-AWQ, whatever it is told."""

SAMPLE_TOKENS = 1024
"""Where longer texts are cut. All of these are: shorter ones would be filled up, and the filling calibrated too."""

_SEED = 20_260_131
_ENTRIES = (2, 4)
_LINES = (3, 5)
_CHARACTERS_A_TOKEN = {"zh": 2.0, "en": 5.5}
"""More than the tokenizer of Qwen2.5 packs into a token of such texts."""

_TURNS = Template(
    "<|im_start|>system\n$system<|im_end|>\n<|im_start|>user\n$posting\n\n$resume<|im_end|>\n<|im_start|>assistant\n$answer"
    "<|im_end|>\n"
)

Phrases = Mapping[str, Sequence[str]]


def samples(count: int = SAMPLES) -> list[str]:
    """Returns so many texts, half of them Chinese, always the same: chats with a posting, a resume and an answer."""
    table: dict[str, Phrases] = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    chance = random.Random(_SEED)  # noqa: S311 (no secret)
    languages = list(table)
    return [_sample(language, table[language], chance) for language in (languages * count)[:count]]


def write_samples(folder: Path) -> None:
    """Writes train.jsonl into a new folder."""
    folder.mkdir(parents=True)
    lines = (json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in samples())
    (folder / TEXTS).write_text("".join(lines), encoding="utf-8")


def _sample(language: str, phrases: Phrases, chance: random.Random) -> str:
    """Returns as many chats, one after another, as make a text that is long enough."""
    chats: list[str] = []
    while sum(map(len, chats)) < SAMPLE_TOKENS * _CHARACTERS_A_TOKEN[language]:
        chats.append(_chat(phrases, chance))
    return "".join(chats)


def _chat(phrases: Phrases, chance: random.Random) -> str:
    entries = [_entry(phrases, chance, 2024 - 3 * number) for number in range(chance.randint(*_ENTRIES))]
    evidence = entries[0].splitlines()[-1].removeprefix("- ")
    terms = chance.sample(phrases["terms"], 6)
    resume = "\n".join(
        [chance.choice(phrases["headings"]), *entries, f"{phrases['skills'][0]}{phrases['comma'][0].join(terms)}"]
    )
    return _TURNS.substitute(
        system=phrases["system"][0],
        posting=chance.choice(phrases["postings"]).format(*chance.sample(phrases["terms"], 3)),
        resume=resume,
        answer=json.dumps({"1": {"quotes": [evidence], "level": "USED"}}, ensure_ascii=False, separators=(",", ":")),
    )


def _entry(phrases: Phrases, chance: random.Random, end: int) -> str:
    title = chance.choice(phrases["titles"]).format(end - 3, end, chance.choice(phrases["employers"]))
    lines = chance.sample(phrases["lines"], chance.randint(*_LINES))
    filled = (line.format(chance.choice(phrases["terms"]), chance.randint(2, 98)) for line in lines)
    return "\n".join([title, *(f"- {line}" for line in filled)])


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Write the texts into FOLDER."""
    write_samples(folder)


if __name__ == "__main__":
    main()
