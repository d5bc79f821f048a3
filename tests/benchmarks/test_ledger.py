"""`python -m benchmarks.ledger`: one answer per line, whatever the line is."""

import json
from pathlib import Path

import pytest

from benchmarks import ledger

LINES = """\ufeff{"day":"2026-01-01","do":"rule","points":1,"per_cents":100,"expiry_months":1,"factor":1.5}
{"day":"2026-01-01","do":"purchase","buyer":"Ärmel 🧦","ref":"p1","cents":1000}

not json
[1, 2]
{"day":"2026-01-01","do":"dance"}
{"do":"balance","buyer":"Ärmel 🧦"}
{"day":"2026-01-02","do":"redeem","buyer":"Ärmel 🧦","ref":"r1","points":20}
{"day":"2026-01-01","do":"expire"}
{"day":"2026-01-02","do":"refund","buyer":"Ärmel 🧦","ref":"p1","cents":10.5}
{"day":"2026-01-02","do":"balance","buyer":"Ärmel 🧦"}
"""
ANSWERS = [
    {"ok": True},
    {"ok": True, "points": 15},
    {"ok": False, "error": "replay.not_an_object"},
    {"ok": False, "error": "replay.not_an_object"},
    {"ok": False, "error": "replay.unknown_event"},
    {"ok": False, "error": "replay.no_date"},
    {"ok": False, "error": "ledger.not_enough", "missing": 5},
    {"ok": True, "points": 0},
    {"ok": False, "error": "replay.no_cents"},
    {"ok": True, "balance": 15, "debt": 0, "earned": 15, "spent": 0},
]


def test_each_line_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str], empty_database_url: str) -> None:
    """A day is taken for granted only by an event that was played: the refused one of 2 January does not count."""
    file = tmp_path / "events.jsonl"
    file.write_text(LINES, encoding="utf-8")
    ledger.main([str(file), "--database", empty_database_url])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ANSWERS


def test_without_a_database_one_in_memory_will_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"day":"2026-01-01","do":"tier","buyer":"A"}\n')
    ledger.main([str(file)])
    assert capsys.readouterr().out == '{"ok": true, "tier": "Neu"}\n'
