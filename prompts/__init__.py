"""Texts for the language model, kept as files and rendered with named values."""
