"""Writes answers without a model: what the oracle says of a screening, else whatever the grammar allows."""

from __future__ import annotations

import json

import numpy as np
from excerpts import Excerpts, lines_of
from grammar import GrammarError, parse_grammar
from grammar_walk import allows, walk
from numpy.typing import NDArray
from oracle import Shares, answer_key, experience
from prompt_reading import Task, read_task
from tokenizers import Tokenizer

_TURN = "<|im_start|>"
_UNGUIDED = 3
"""Lines of an answer that no grammar guides."""


class Writer:
    """Answers prompts of one tokenizer.

    Args:
        tokenizer_path: A tokenizer.json.
        seed: Decides what is left open; with the same seed the same prompt has the same answer.
        shares: How many answers to criteria are wrong on purpose.
    """

    def __init__(self, tokenizer_path: str, seed: int, shares: Shares) -> None:
        self._tokenizer = Tokenizer.from_file(tokenizer_path)
        self._tokenizer.encode_special_tokens = True  # what looks like a control token in an answer is text
        turn = self._tokenizer.token_to_id(_TURN)
        self._turn = -1 if turn is None else turn
        self._longest_token = max(map(len, self._tokenizer.get_vocab()))
        self._seed = seed
        self._shares = shares

    def write(self, input_ids: NDArray[np.int32], grammar: str | None, length: int) -> list[int]:
        """Returns the token ids of the answer, without an end id: the first `length` of them where there are more.

        Raises:
            GrammarError: The grammar cannot be read or followed.
        """
        try:
            text = self._answer(read_task(self._last_turn(input_ids)), grammar, length * self._longest_token)
        except (RecursionError, OverflowError) as error:
            raise GrammarError("the grammar cannot be followed") from error
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids[:length]

    def _last_turn(self, input_ids: NDArray[np.int32]) -> str:
        """Decodes the last turn of a user, between the last two ids that begin a turn; control tokens are left out."""
        starts = np.flatnonzero(input_ids == self._turn).tolist()
        turn = input_ids[starts[-2] : starts[-1]] if len(starts) > 1 else input_ids
        text: str = self._tokenizer.decode(turn.tolist(), skip_special_tokens=True)
        return text

    def _answer(self, task: Task, grammar: str | None, limit: int) -> str:
        if grammar is None:
            return "\n".join(lines_of(task.document).pieces[:_UNGUIDED]) or "-"
        rules = parse_grammar(grammar)
        if task.criteria:
            screening = self._screening(task)
            if allows(rules, screening):
                return screening
        return walk(rules, Excerpts(self._seed, task.document), limit)

    def _screening(self, task: Task) -> str:
        answers = answer_key(self._seed, self._shares, task.criteria, task.document)
        numbered = {
            str(number): {"quotes": answer.quotes, "level": answer.level} for number, answer in enumerate(answers, 1)
        }
        whole = numbered | {"experience": experience(task.document)}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
