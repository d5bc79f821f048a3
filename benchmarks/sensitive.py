"""How well sensitive notes are recognised: `python -m benchmarks.sensitive [--show]`.

The sentences are ours. Those of sensitive.txt were written before the word lists, which were made with every other one at
hand (`developed`); the other half (`held out`) was only counted. Those of sensitive_more.txt were written to be hard once the
lists stood, and the lists were widened by them. Those of sensitive_later.txt came last and never led to a change: they say
best what to expect. The last line counts all.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from messages_de.sensitive_words import sensitive_words
from rules.sensitive import sensitive

FOLDER = Path(__file__).parent
PARTS = ("developed", "held out", "later")
NONE = "none"


class Sentence(NamedTuple):
    """A note with what it is about, and the part it belongs to."""

    kind: str
    words: str
    part: str

    @property
    def found(self) -> str:
        """What the rule takes it for."""
        return sensitive(self.words, sensitive_words()) or NONE


class Score(NamedTuple):
    """How many notes were asked about rightly, needlessly, and not."""

    right: int
    needless: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of questions that were asked with reason."""
        return self.right / (self.right + self.needless)

    @property
    def recall(self) -> float:
        """The share of sensitive notes that were asked about."""
        return self.right / (self.right + self.missed)


def sentences() -> list[Sentence]:
    """All labelled sentences; of each kind every second one is held out."""
    counts: Counter[str] = Counter()
    found = []
    for kind, words in _read("sensitive.txt"):
        found.append(Sentence(kind, words, PARTS[counts[kind] % 2]))
        counts[kind] += 1
    found += [Sentence(kind, words, PARTS[0]) for kind, words in _read("sensitive_more.txt")]
    return found + [Sentence(kind, words, PARTS[2]) for kind, words in _read("sensitive_later.txt")]


def _read(name: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        kind, words = line.split("\t")
        yield kind, words


def score(of: Sequence[Sentence]) -> Score:
    """Asked or not is what counts; which kind it is taken for is only said in the question."""
    right = sum(NONE not in {one.kind, one.found} for one in of)
    needless = sum(one.kind == NONE and one.found != NONE for one in of)
    return Score(right, needless, sum(one.kind != NONE for one in of) - right)


def _line(name: str, of: Sequence[Sentence]) -> str:
    got = score(of)
    return f"{name}: sentences={len(of)} precision={got.precision:.3f} recall={got.recall:.3f}"


def main() -> None:
    """Prints each part, the mistakes of one if they are wanted, and all of it in the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=PARTS, help="print the mistakes of one part")
    shown = parser.parse_args().show
    all_ = sentences()
    for one in all_:
        wrong = (one.kind == NONE) is not (one.found == NONE)
        if wrong and one.part == shown:
            print(f"{one.kind} taken for {one.found}: {one.words}")
    for part in PARTS:
        print(_line(part, [one for one in all_ if one.part == part]))
    got = score(all_)
    print(f"sentences={len(all_)} precision={got.precision:.3f} recall={got.recall:.3f}")


if __name__ == "__main__":
    main()
