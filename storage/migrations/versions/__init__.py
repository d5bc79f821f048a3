"""One module a revision, numbered in order: `0001_first.py`."""
