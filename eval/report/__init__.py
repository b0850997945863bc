"""The three outputs of a run: a table on screen, JSON, and one self-contained page."""
