"""The real embedding model behind our adapter; what is missing is said."""

import numpy as np
import pytest

from assistant.models import Registry
from assistant.settings import Settings
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import MissingPart

_settings = Settings()
_registry = Registry.load(_settings.model_dir)
needs_model = pytest.mark.skipif(
    not _registry.present("use-multilingual-3"), reason="needs the embedding model file"
)


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(MissingPart, match="aloe models pull"):
        OnnxEmbedder(tmp_path / "nothing.onnx")


def test_a_broken_file_says_what_to_do(tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(MissingPart, match="aloe models verify"):
        OnnxEmbedder(path).embed(["text"])


@pytest.fixture(scope="module")
def real():
    return OnnxEmbedder(_registry.file_of("use-multilingual-3"))


@needs_model
@pytest.mark.parametrize("count", [0, 1, 2, 17, 40])
def test_vectors_have_unit_length_whatever_the_count(real, count):
    vectors = real.embed([f"cream number {n}" for n in range(count)])
    assert vectors.shape == (count, real.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


@needs_model
@pytest.mark.parametrize("text", ["", " ", "x" * 100_000, "🙂", "\x00"])
def test_odd_texts_have_vectors_too(real, text):
    assert np.isfinite(real.embed([text])).all()


@needs_model
@pytest.mark.parametrize(
    ("russian", "english", "other"),
    [
        ("крем для сухой кожи", "cream for dry skin", "gel cleanser for acne"),
        ("солнцезащитный крем", "sunscreen", "lip balm"),
        ("сыворотка от морщин", "anti-wrinkle serum", "micellar water"),
    ],
)
def test_a_russian_wish_is_nearer_to_its_english_product(real, russian, english, other):
    wish, same, different = real.embed([russian, english, other])
    assert wish @ same > wish @ different


@needs_model
def test_a_tuned_copy_has_its_own_weights_and_leaves_the_first_alone(real):
    """The last layer's scale is doubled: the same words, but other vectors."""
    text, name = "крем для сухой кожи", "EncoderDNN/DNN/ResidualHidden_3/dense/kernel:0_scale"
    before = real.embed([text])
    same = real.tuned({}, "same")
    louder = real.tuned({f"StatefulPartitionedCall/{name}": np.array(0.5, np.float32)}, "louder")
    assert np.array_equal(same.embed([text]), before)
    assert float((louder.embed([text]) @ before.T).item()) < 0.9
    assert np.array_equal(OnnxEmbedder(real._path).embed([text]), before)
    assert (real.name, louder.name) == ("use-multilingual-3", "louder")
