"""A real embedding model, small and made for tests, through ONNX Runtime."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.embedding import LocalMatcher
from bole.inference.embedding_folder import embedding_model
from bole.inference.embedding_session import load_session
from bole.inference.likeness import background, language_of, likeness
from onnx_encoder import bert_model
from tests.unit.inference.test_embedding_folder import TINY
from tiny_encoder import SAME, SHAPE

MATCHER = LocalMatcher(model=embedding_model(TINY))
CRITERIA = ("Beekeeping", "养蜂", "Kafka")
PASSAGES = ("Kept apiaries.", "负责养蜂场", "使用 Python 开发订单系统", "Replaced windowpanes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the test model, to be changed."""
    return Path(shutil.copytree(TINY, tmp_path / "model"))


def test_words_of_one_meaning_are_alike_in_both_languages() -> None:
    bees, also_bees, kafka = MATCHER.likeness(CRITERIA, PASSAGES)

    for row in (bees, also_bees):
        assert min(row[:2]) >= MATCHER.threshold > max(row[2:])
    assert max(kafka) < MATCHER.threshold


def test_what_is_said_of_two_texts_does_not_depend_on_the_others() -> None:
    """Texts go through the model one by one: no padding, no batch."""
    together = MATCHER.likeness(CRITERIA, PASSAGES)
    alone = tuple(tuple(MATCHER.likeness([one], [other])[0][0] for other in PASSAGES) for one in CRITERIA)

    assert together == alone == MATCHER.likeness(CRITERIA, PASSAGES)


def test_nothing_asked_is_nothing_found() -> None:
    assert MATCHER.likeness((), PASSAGES) == ()
    assert MATCHER.likeness(CRITERIA, ()) == ((), (), ())


def test_it_travels_to_worker_processes() -> None:
    """As its description, not as the model."""
    packed = pickle.dumps(MATCHER)

    assert len(packed) < 2000
    assert pickle.loads(packed) == MATCHER  # noqa: S301  # our own bytes


def test_vectors_have_length_one_and_long_texts_are_cut() -> None:
    """What stands behind the last token that the model reads changes nothing."""
    session = load_session(MATCHER.model)
    text = "order system " * 100

    assert np.linalg.norm(session.vector(text)) == pytest.approx(1.0)
    assert np.array_equal(session.vector(text), session.vector(text + "kafka"))


def test_prefixes_and_pooling_reach_the_model(folder: Path) -> None:
    before = MATCHER.likeness(CRITERIA, PASSAGES)
    for said in ({"query_prefix": "kafka "}, {"passage_prefix": "kafka "}, {"pooling": "cls"}):
        (folder / "bole.json").write_text(json.dumps(said), encoding="utf-8")
        assert LocalMatcher(model=embedding_model(folder)).likeness(CRITERIA, PASSAGES) != before


def test_a_model_without_a_threshold_of_its_own_has_the_usual_one(folder: Path) -> None:
    (folder / "bole.json").unlink()

    assert LocalMatcher(model=embedding_model(folder)).threshold == 5.0


def spoil(name: str) -> Callable[[Path], None]:
    """Returns what overwrites a file of a folder."""

    def change(folder: Path) -> None:
        (folder / name).write_bytes(b"{}")

    return change


def shrink(folder: Path) -> None:
    """Says that the model knows fewer tokens than its tokenizer."""
    (folder / "config.json").write_text('{"vocab_size": 100}', encoding="utf-8")


def lie(folder: Path) -> None:
    """Says nothing of the vocabulary, and adds a token that the model has no vector for."""
    (folder / "config.json").write_text("{}", encoding="utf-8")
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"]["2019"] = 100_000
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def rewrite(folder: Path, *, old: str, new: str, scale: float = 1.0) -> None:
    """Writes a model whose graph has other names, or other numbers."""
    weights = {name: np.full(shape, scale, dtype=np.float32) for name, shape in _shapes().items()}
    model = bert_model(SHAPE, weights)
    for one in (*model.graph.input, *model.graph.output):
        one.name = one.name.replace(old, new)
    for node in model.graph.node:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                names[place] = new if name == old else name
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def _shapes() -> dict[str, tuple[int, ...]]:
    width, layer = SHAPE.width, "encoder.layer.0"
    dense = [f"{layer}.attention.{name}" for name in ("self.query", "self.key", "self.value", "output.dense")]
    dense += [f"{layer}.intermediate.dense", f"{layer}.output.dense"]
    norms = [f"{one}.LayerNorm" for one in ("embeddings", f"{layer}.attention.output", f"{layer}.output")]
    tables = {"word_embeddings": 2000, "position_embeddings": 128, "token_type_embeddings": 2}
    return {
        **{f"embeddings.{name}.weight": (rows, width) for name, rows in tables.items()},
        **{f"{name}.weight": (width, width) for name in dense},
        **{f"{name}.bias": (width,) for name in dense},
        **{f"{name}.{part}": (width,) for name in norms for part in ("weight", "bias")},
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (spoil("model.onnx"), "ONNX file of the embedding model cannot be loaded"),
        (spoil("tokenizer.json"), "not a tokenizer.json"),
        (shrink, "the embedding model knows only 100"),
        (lie, "does not take the tokens of its tokenizer"),
        (lambda folder: rewrite(folder, old="token_type_ids", new="pixels"), "asks for attention_mask, input_ids, pix"),
        (lambda folder: rewrite(folder, old="", new="", scale=float("nan")), "not one vector of numbers"),
        (lambda folder: rewrite(folder, old="", new="", scale=0.0), "answers with zeros"),
    ],
    ids=["no graph", "no tokenizer", "vocabulary", "ids", "inputs", "not numbers", "zeros"],
)
def test_a_model_that_does_not_fit(folder: Path, change: Callable[[Path], None], said: str) -> None:
    """It is said when the model is loaded, before anybody asks."""
    change(folder)
    with pytest.raises(BoleError, match=said) as caught:
        LocalMatcher(model=embedding_model(folder)).load()

    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH


def test_files_that_change_under_a_service_are_told(folder: Path) -> None:
    """A process that starts later must not answer with another model under the same digest."""
    matcher = LocalMatcher(model=embedding_model(folder))
    (folder / "bole.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BoleError, match="others than when the service was started"):
        matcher.load()


def test_likeness_is_by_how_far_a_cosine_stands_out() -> None:
    """Worked by hand: cosines with the background are 0.1 and 0.3 by turns, so 0.2 in the mean and 0.1 around it."""
    usual = {text for said in background().values() for texts in said.values() for text in texts}
    order = {text: place for texts in background()["criteria"].values() for place, text in enumerate(texts)}
    order |= {text: place for texts in background()["statements"].values() for place, text in enumerate(texts)}

    def vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        first = 1.0 if text not in usual else 0.1 if order[text] % 2 else 0.3
        return np.array([first, (1 - first**2) ** 0.5], dtype=np.float32)

    assert likeness(["a"], ["b"], of_criterion=vector, of_passage=vector) == ((8.0,),)


def test_background_is_as_long_in_both_languages() -> None:
    """So that no language is measured against more."""
    for said in background().values():
        assert {language: len(set(texts)) for language, texts in said.items()} == {"zh": 24, "en": 24}
        for language, texts in said.items():
            assert {language_of(text) for text in texts} == {language}


def test_words_that_the_test_model_is_told_are_in_no_corpus() -> None:
    """Rows of one meaning do not share a word."""
    assert len({word for row in SAME for word in row}) == sum(map(len, SAME))
