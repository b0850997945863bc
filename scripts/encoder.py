"""The sentence encoder in torch: read out of its ONNX file, tuned, and written back as weights.

The Universal Sentence Encoder Multilingual 3 is a table of token vectors, three small convolutional
networks over 2, 3 and 5 tokens, and a network with four layers over their sum (Yang et al. 2019,
arXiv:1907.04307; sizes and order read from the graph). The table stays as it is; the
3.4 million numbers above it are tuned. What is written are initializers under the graph's own
names, int8 with one scale as there, so that serving puts them over the file's own
(`knowledge.embedding.OnnxEmbedder.tuned`) and needs no torch.
"""

import hashlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime_extensions import get_library_path
from torch import nn
from torch.nn import functional

from knowledge.embedding import MAX_CHARS

BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Tokens that a convolution sees, and how many of them stand before its own."""
CHUNKS = 17
"""Parts of the token table: token t is row t // 17 of part t % 17."""
LONGEST = 96
"""Tokens of a text that count while tuning; messages are shorter, but for letters."""
EPSILON = 1e-6
_TOP = {
    "d0": "DNN/ResidualHidden_0/dense/kernel:0",
    "d1": "DNN/ResidualHidden_1/dense/kernel:0",
    "p1": "DNN/ResidualHidden_1/AdjustDepth/projection/kernel:0",
    "d2": "DNN/ResidualHidden_2/dense/kernel:0",
    "d3": "DNN/ResidualHidden_3/dense/kernel:0",
    "p3": "DNN/ResidualHidden_3/AdjustDepth/projection/kernel:0",
    "sum_w": "CNN_layers/dense/kernel:0",
    "sum_b": "CNN_layers/dense/bias:0",
    "gamma": "CNN_layers/LayerNorm/gamma:0",
    "beta": "CNN_layers/LayerNorm/beta:0",
}
_BRANCH = {
    "in_w": "input_size_projection/dense/kernel:0",
    "in_b": "input_size_projection/dense/bias:0",
    "gamma": "LayerNorm/gamma:0",
    "beta": "LayerNorm/beta:0",
    "first_w": "Ngram-{n}-Conv/weights:0",
    "first_b": "Ngram-{n}-Conv/bias:0",
    "second_w": "Ngram-{n}-Conv_1/weights:0",
    "second_b": "Ngram-{n}-Conv_1/bias:0",
}


class Graph:
    """What the ONNX file holds: tokenizer, table and weights.

    Raises:
        KeyError: The file is another model.
    """

    def __init__(self, path: Path) -> None:
        model = onnx.load(str(path))
        self.arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        self.names = {k: _full(self.arrays, v) for k, v in _TOP.items()}
        for n, _ in BRANCHES:
            for key, name in _BRANCH.items():
                whole = f"CNN_layers/ngram_order_{n}/{name.format(n=n)}"
                self.names[f"{key}{n}"] = _full(self.arrays, whole)
        self._tokenizer = _tokenizer(model)

    def weight(self, key: str) -> np.ndarray:
        """A weight, float32."""
        name = self.names[key]
        if name in self.arrays:
            return np.asarray(self.arrays[name], np.float32).squeeze()
        scale, zero = self.arrays[f"{name}_scale"], self.arrays[f"{name}_zero_point"]
        whole = self.arrays[f"{name}_quantized"].astype(np.float32)
        return (whole - np.float32(zero)) * np.float32(scale)

    def table(self) -> np.ndarray:
        """The vectors of all tokens, float16 (tokens, 512)."""
        first = self.arrays["Func/StatefulPartitionedCall/input/_1:0_quantized"]
        found = np.empty((CHUNKS * len(first), first.shape[1]), np.float16)
        for part in range(CHUNKS):
            name = f"Func/StatefulPartitionedCall/input/_{part + 1}:0"
            rows = self.arrays[f"{name}_quantized"].astype(np.float32)
            zero = np.float32(self.arrays[f"{name}_zero_point"])
            found[part::CHUNKS] = (rows - zero) * np.float32(self.arrays[f"{name}_scale"])
        return found

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text, its beginning and end included."""
        batch = np.array([text[:MAX_CHARS] or " "], dtype=object)
        ids: list[int] = self._tokenizer.run(None, {"inputs": batch})[0].tolist()
        return ids[:LONGEST]

    def packed(self, encoder: "Encoder") -> dict[str, np.ndarray]:
        """The encoder's weights as the graph's initializers."""
        found: dict[str, np.ndarray] = {}
        for key, name in self.names.items():
            value = encoder.weights[key].detach().numpy()
            if name in self.arrays:
                found[name] = value.reshape(self.arrays[name].shape).astype(np.float32)
            else:
                scale = np.float32(np.abs(value).max() / 127)
                found[f"{name}_quantized"] = np.round(value / scale).astype(np.int8)
                found[f"{name}_scale"] = np.array(scale, np.float32)
        return found


class Encoder(nn.Module):
    """Token ids in, unit vectors out; all but the token table can be tuned."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.weights = nn.ParameterDict(
            {key: nn.Parameter(torch.from_numpy(graph.weight(key).copy())) for key in graph.names}
        )
        self.table = torch.from_numpy(graph.table())

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """Unit vectors.

        Args:
            ids: Tokens (texts, length).
            mask: 1 where there is a token, 0 behind the end (texts, length).
            drop: Share of the tokens that are blotted out, for tuning.

        Returns:
            Float32 (texts, 512).
        """
        w, seen = self.weights, mask[..., None]
        vectors = self.table[ids].float() * seen
        if drop:
            vectors = vectors * (torch.rand(ids.shape) > drop)[..., None]
        features = [vectors]
        for n, before in BRANCHES:
            x = vectors @ w[f"in_w{n}"] + w[f"in_b{n}"]
            x = functional.layer_norm(x, x.shape[-1:], w[f"gamma{n}"], w[f"beta{n}"], EPSILON)
            for layer in ("first", "second"):
                padded = functional.pad(x * seen, (0, 0, before, n - 1 - before))
                around = padded.unfold(1, n, 1).transpose(2, 3).flatten(2)
                x = functional.relu(around @ w[f"{layer}_w{n}"] + w[f"{layer}_b{n}"]) + x
            features.append(x)
        every = torch.cat(features, -1)
        every = functional.layer_norm(every, every.shape[-1:], w["gamma"], w["beta"], EPSILON)
        length = mask.sum(1, keepdim=True)
        mean = ((every * seen).sum(1) @ w["sum_w"] + length * w["sum_b"]) / length.sqrt()
        first = functional.relu(mean @ w["p1"] + functional.relu(mean @ w["d0"]) @ w["d1"])
        second = functional.relu(first @ w["d2"]) @ w["d3"]
        return functional.normalize(torch.tanh(first @ w["p3"] + second), dim=1)


def tune(
    graph: Graph,
    texts: Sequence[str],
    wanted: np.ndarray,
    known: np.ndarray,
    *,
    length: float,
    seed: int,
    epochs: int = 4,
    batch: int = 64,
    rate: float = 6e-4,
    head_rate: float = 3e-3,
    drop: float = 0.1,
    progress: Callable[[str], object] = sys.stderr.write,
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Encoder and a linear layer over it, fitted together to tell labels.

    Args:
        graph: The model to start from.
        texts: n texts.
        wanted: Whether each label holds, 0 or 1 (n, labels).
        known: What each of these counts; 0 where it is not known (n, labels).
        length: Length of the vectors as the linear layer sees them.
        seed: For order, drop-out and nothing else: weights start from the model's.
        epochs: Rounds over all texts.
        batch: Texts a step.
        rate: Highest rate of learning of the encoder.
        head_rate: Of the linear layer.
        drop: Share of tokens blotted out.
        progress: Gets a line a round.

    Returns:
        The initializers for the graph, the linear layer (512, labels) and its bias (labels,).
    """
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    distinct = {text: graph.tokens(text) for text in dict.fromkeys(texts)}
    ids = [distinct[text] for text in texts]
    encoder = Encoder(graph)
    head = nn.Linear(512, wanted.shape[1])
    nn.init.zeros_(head.weight)
    nn.init.constant_(head.bias, -4)
    groups = [
        {"params": list(encoder.weights.values()), "lr": rate, "weight_decay": 0.01},
        {"params": list(head.parameters()), "lr": head_rate, "weight_decay": 0.0},
    ]
    steps = epochs * -(-len(ids) // batch)
    optimizer = torch.optim.AdamW(groups)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [rate, head_rate], total_steps=steps, pct_start=0.1
    )
    y, counts = torch.from_numpy(wanted).float(), torch.from_numpy(known).float()
    for epoch in range(epochs):
        total = 0.0
        for rows in _batches([len(i) for i in ids], batch, rng):
            vectors = encoder(*_padded([ids[row] for row in rows]), drop)
            scores = head(vectors * length)
            loss = functional.binary_cross_entropy_with_logits(
                scores, y[rows], weight=counts[rows], reduction="sum"
            )
            optimizer.zero_grad()
            (loss / len(rows)).backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        progress(f"  round {epoch + 1} of {epochs}: loss {total / len(ids):.3f}\n")
    layer = head.weight.detach().numpy().T.copy(), head.bias.detach().numpy().copy()
    return graph.packed(encoder), *layer


def kept(
    graph: Graph,
    texts: Sequence[str],
    wanted: np.ndarray,
    known: np.ndarray,
    *,
    length: float,
    seed: int,
    epochs: int = 4,
    rate: float = 6e-4,
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """What tune() gives, kept in the temporary folder for the next fit, since it takes minutes."""
    how = f"{length} {seed} {epochs} {rate}".encode()
    told = hashlib.sha256("\0".join(texts).encode() + wanted.tobytes() + known.tobytes() + how)
    path = Path(tempfile.gettempdir()) / f"aloe-fit-encoder-{told.hexdigest()[:16]}.npz"
    if not path.is_file():
        weights, layer, bias = tune(
            graph, texts, wanted, known, length=length, seed=seed, epochs=epochs, rate=rate
        )
        np.savez(path, **weights, layer=layer, bias=bias)
    with np.load(path) as saved:
        weights = {name: saved[name] for name in saved.files}
    return weights, weights.pop("layer"), weights.pop("bias")


def _batches(lengths: Sequence[int], size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Rows in random batches of about the same length, so that little is padded."""
    order = rng.permutation(len(lengths))
    order = order[np.argsort([lengths[row] // 4 for row in order], kind="stable")]
    found = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(found)
    return found


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    ids, mask = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.float32)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def _full(arrays: dict[str, np.ndarray], end: str) -> str:
    """The whole name of a weight, which may be stored in quantized form."""
    for name in arrays:
        plain = name.removesuffix("_quantized")
        if plain.endswith(end) and "EncoderDNN" in plain:
            return plain
    raise KeyError(end)


def _tokenizer(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    """The first node of the graph alone."""
    node = next(n for n in model.graph.node if n.op_type == "SentencepieceTokenizer")
    graph = onnx.helper.make_graph(
        [node],
        "tokens",
        list(model.graph.input),
        [onnx.helper.make_tensor_value_info(node.output[0], onnx.TensorProto.INT32, [None])],
        [i for i in model.graph.initializer if i.name in node.input],
    )
    alone = onnx.helper.make_model(
        graph, opset_imports=model.opset_import, ir_version=model.ir_version
    )
    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(get_library_path())
    return onnxruntime.InferenceSession(alone.SerializeToString(), options)
