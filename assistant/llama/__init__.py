"""The embedded language model: the only place that imports llama_cpp."""

from assistant.llama.adapter import LlamaModel

__all__ = ["LlamaModel"]
