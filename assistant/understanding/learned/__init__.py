"""A second reader beside the rules, fitted on labelled messages (scripts/fit_reader.py)."""

from assistant.understanding.learned.reader import LearnedReader

__all__ = ["LearnedReader"]
