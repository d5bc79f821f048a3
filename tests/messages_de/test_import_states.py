"""What markets say of purchases in a column of states, and what is taken from it."""

from __future__ import annotations

import pytest

from messages_de.import_words import states
from rules.importing.states import CANCELLED, DOUBTFUL, STANDS

UNDONE = """
Storniert|STORNIERT|Storno|Annulliert|Abgebrochen (Käufer)|Abgebrochen am 03.05.2026|Bestellung storniert|Bestellung wurde storniert
Storniert vom Käufer|Storniert durch Käufer|Käufer hat storniert|Kauf abgebrochen|Stornierung des Kaufs|Vollständige Erstattung
Erstattet am 3.5.|Zahlung zurückerstattet|Rückzahlung|Rückgebucht|Zurück|Zurück an Absender|Zurückgeschickt|Rücksendung erhalten
Retour|Retoure|Widerruf|Nicht bezahlt|Noch nicht bezahlt|Storniert - nicht bezahlt|Unpaid|❌ Erstattet|Cancelled order|order cancelled
Cancelled - refunded|Canceled by buyer|Refund|Refund completed|Fully refunded|Order has been returned|Chargeback|Voided
"""
IN_DOUBT = """
Teilweise erstattet|Partially refunded|Teilerstattung|Teilretoure|Erstattet (5,00 €)|1 Artikel storniert|Rückgabe angefragt
Stornierung abgelehnt|nicht vollständig erstattet|Refund pending
"""
KEPT = """
Bezahlt|Versendet|Abgeschlossen|Zugestellt|in Klärung|nicht storniert|nicht erstattet|keine Rückgabe|Not refunded|no refund|Paid|Completed
Order completed|Bestellung erhalten|Offen|?|
"""


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        (status, meant)
        for listed, meant in ((UNDONE, CANCELLED), (IN_DOUBT, DOUBTFUL), (KEPT, STANDS))
        for status in listed.strip("\n").replace("\n", "|").split("|")
    ],
)
def test_it_is_taken_so(status: str, meant: str) -> None:
    assert states().of(status) == meant
