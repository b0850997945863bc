"""Judges the assistant from outside: cases are data, scorers are small pure functions."""
