"""The German words in files that are read in: headings of columns, and words that say yes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from messages_de.vocabulary import vocabulary
from rules.importing import columns as c
from rules.importing.columns import heading_key
from rules.importing.states import States
from rules.parsing.vocabulary import Vocabulary

_HEADINGS = {
    c.REF: "Kunden-Nr., Kundennummer, Kd-Nr, KdNr, Kundennr, Kunden ID, Kunden-ID, Customer ID",
    c.NAME: (
        "Name, Kunde, Kundin, Käufer, Käuferin, Kundenname, Käufername, Mitglied, Person, Spitzname, Nickname, Benutzername, "
        "Nutzername, Username, Buyer, Customer, Client, Full Name, Display Name, Anzeigename, Empfänger, Wer, Bestellt von"
    ),
    c.FIRST: "Vorname, First Name, Given Name, Rufname",
    c.LAST: "Nachname, Familienname, Zuname, Last Name, Family Name, Surname",
    c.ALIAS: "Weitere Namen, Auch bekannt als, Alias, Aliasse, Weiterer Name",
    c.DAY: (
        "Datum, Tag, Kaufdatum, Verkaufsdatum, Bestelldatum, Rechnungsdatum, Buchungsdatum, Kauftag, Verkauft am, Gekauft am, "
        "Bestellt am, Bezahlt am, Date, Order Date, Sale Date, Sold on, Wann, Zeitpunkt"
    ),
    c.AMOUNT: (
        "Betrag, Summe, Umsatz, Gesamt, Gesamtbetrag, Gesamtpreis, Gesamtsumme, Endbetrag, Rechnungsbetrag, Bezahlt, Total, Amount, "
        "Item Total, Order Total, Total Price, Brutto, Bruttobetrag, EUR, Euro, Wert, Zahlbetrag, Buchung"
    ),
    c.PRICE: "Preis, Verkaufspreis, Price, Item Price, Wieviel, Wie viel",
    c.EACH: (
        "Preis je Stück, Preis pro Stück, Preis/Stück, Stückpreis, Einzelpreis, Preis pro Einheit, Preis je Einheit, EUR/Stück, "
        "Euro/Stück, EUR pro Stück, Euro pro Stück, EUR je Stück, Unit Price, Price per unit, Price per item, Price each"
    ),
    c.QUANTITY: "Anzahl, Menge, Number of Items, Stück, Stk, Stückzahl, Quantity, Qty",
    c.ITEM: (
        "Artikel, Produkt, Ware, Bezeichnung, Artikelbezeichnung, Artikelname, Produktname, Beschreibung, Gekauft, Was, Item, "
        "Product, Title, Titel, Item Name, Description, Posten"
    ),
    c.TAGS: "Schlagworte, Schlagwort, Kategorie, Kategorien, Warengruppe, Tags, Category, Rubrik",
    c.CHANNEL: "Kanal, Plattform, Marktplatz, Verkaufskanal, Channel, Source, Quelle, Woher, Verkauft über",
    c.BIRTHDAY: "Geburtstag, Geburtsdatum, Geb, Geb Datum, Geboren, Geboren am, Birthday, Date of Birth, Bday",
    c.NOTE: "Notiz, Notizen, Bemerkung, Bemerkungen, Anmerkung, Anmerkungen, Kommentar, Hinweis, Notes, Note, Comment, Info",
    c.LIKE: "Mag, Vorlieben, Vorliebe, Lieblingsfarbe, Lieblingssachen, Likes",
    c.AVOID: "Mag nicht, Abneigungen, Abneigung, Allergien, Allergie",
    c.SIZE: "Größe, Größen, Kleidergröße, Schuhgröße, Size",
    c.VIP: "VIP",
    c.STATUS: (
        "Status, Bestellstatus, Auftragsstatus, Verkaufsstatus, Kaufstatus, Transaktionsstatus, Zahlungsstatus, Order Status, "
        "Sale Status, Payment Status, Financial Status, Retourenstatus, Rückgabestatus, Erstattungsstatus, Refund Status, Return Status"
    ),
    c.CURRENCY: "Währung, Currency, Währungscode, Currency Code",
    c.PURCHASE: "Beleg-Nr., Belegnummer",
    c.DISCOUNT: "Nachlass",
    c.REFUNDED: "Erstattet, Zurückgegeben",
    c.VOID: "Storniert",
    c.RATE: "Punktesatz",
    c.STAMPS: "Stempel",
    c.UNIT: "Einheit",
    c.OPEN: "Davon offen",
    c.REASON: "Grund",
    c.REFERENCE: "Bezug",
    c.UNTIL: "Gültig bis",
    c.WHY: "Begründung",
    c.OVER: "Zu viel",
}
_SPOKEN = {
    "points": "Punkte",
    "stamps": "Stempel",
    "purchase": "Kauf",
    "redeem": "Einlösung",
    "redeem_cancel": "Einlösung zurückgenommen",
    "refund": "Geld zurück",
    "refund_undo": "Rückgabe zurückgenommen",
    "expire": "Verfall",
    "credit": "Gutschrift",
    "debit": "Abzug",
    "merge": "Zusammenlegung",
    "merge_undo": "Zusammenlegung zurückgenommen",
    "credit_undo": "Gutschrift zurückgenommen",
    "debit_undo": "Abzug zurückgenommen",
    "referral_undo": "Empfehlung zurückgenommen",
    "review_undo": "Bewertung zurückgenommen",
    "birthday_undo": "Geburtstag zurückgenommen",
    "referral": "Empfehlung",
    "birthday": "Geburtstag",
    "review": "Bewertung",
    "brought": "Übernommen",
}
"""Units and reasons of bookings."""
_MONTHS = (
    "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep sept, october oct, "
    "november nov, december dec"
)
_WEEKDAYS = "monday mon, tuesday tue tues, wednesday wed, thursday thu thurs, friday fri, saturday sat, sunday sun"
_ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}
"""English days, as markets and spreadsheets write them."""
YES_WORD = "ja"
YES = frozenset({YES_WORD, "j", "x", "1", "wahr", "true", "yes", "vip", "✓"})
_UNDONE = (
    "storno, storniert, stornierte, stornierter, stornierung, annulliert, annullierung, abgebrochen, abbruch, erstattet, erstattung, "
    "rückerstattet, rückerstattung, zurückerstattet, rückzahlung, zurückgezahlt, rückbuchung, rückgebucht, zurückgebucht, zurück, "
    "zurückgegeben, rückgabe, zurückgeschickt, zurückgesendet, rücksendung, zurückgenommen, retour, retoure, retourniert, widerrufen, "
    "widerruf, rückabgewickelt, rückabwicklung, nicht bezahlt, unbezahlt, not paid, unpaid, cancel, cancelled, canceled, cancellation, "
    "refund, refunded, return, returned, void, voided, reversed, reversal, chargeback"
)
_NOBODY = (
    "Summe, Summen, Gesamt, Gesamtsumme, Gesamtbetrag, Zwischensumme, Endsumme, Insgesamt, Total, Grand Total, Subtotal, Sum, Σ, "
    "unbekannt, unbekannter Käufer, unbekannter Kunde, unknown, anonym, anonymous, N.N., NN, k.A., n/a, kein Name, ohne Name, ohne Namen"
)
"""What stands where a name should, and is none."""
_PARTLY = (
    "teilerstattet, teilerstattung, teilrückerstattet, teilrückerstattung, teilrückzahlung, teilstorniert, teilstorno, teilstornierung, "
    "teilretoure, teilretourniert, teilrückgabe"
)
_BESIDE = (
    "der, die, den, des, das, wurde, worden, wird, ist, hat, und, von, vom, durch, an, noch, automatisch, käufer, käuferin, verkäufer, "
    "verkäuferin, kunde, kundin, kunden, absender, system, bestellung, kauf, kaufs, verkauf, transaktion, auftrag, zahlung, artikel, "
    "betrag, geld, bezahlt, vollständig, vollständige, voll, volle, komplett, komplette, ganz, erhalten, abgeschlossen, erfolgt, "
    "erfolgreich, the, was, has, been, and, by, to, buyer, seller, customer, sender, order, sale, payment, item, transaction, amount, "
    "paid, fully, full, completely, complete, completed, received"
)
_NEVER = "nicht, kein, keine, keinen, ohne, nie, not, no, never, without"
"""What stands in a column of states beside purchases that came to nothing."""
_KEPT_OUT = (
    "Kundenkonto, Kundengruppe, Kundenstatus, Telefon, E-Mail, Rabatt, Discount, Coupon, Gutschein, Shipping, Tax, Fee, Fees, Refund, Erstattungsbetrag, Trinkgeld, Adresse, Straße, PLZ, Ort, Land, Name des Shops, Versandkosten, "
    "Versand, Gebühr, Gebühren, Steuer, MwSt, Artikelnummer, Artikel-Nr, SKU, Bestellnummer, "
    "Order ID, Rechnungsnummer, Lieferdatum, Versanddatum, Versandstatus, Lieferstatus, Punkte, Punktestand, Käufe, Erster Kauf, "
    "Letzter Kauf, Kunde seit, Netto, Zahlungsart, Stufe, Stempelstand, Umsatz gesamt, Zeile, Warum nicht eingelesen"
)
"""Headings with one of the words above in them that mean something else."""


@cache
def spoken() -> dict[str, str]:
    """The units and reasons behind the words for them."""
    return {word.casefold(): token for token, word in _SPOKEN.items()}


def said(token: str) -> str:
    """A unit or a reason in words; one that has none as it is."""
    return _SPOKEN.get(token, token)


@cache
def states() -> States:
    """What markets say of purchases that came to nothing."""
    lists = (_UNDONE, _PARTLY, _BESIDE, _NEVER)
    return States(*(frozenset(map(heading_key, words.split(", "))) for words in lists))


@cache
def file_words() -> Vocabulary:
    """The words of files: German ones, and English days."""
    words = vocabulary()
    return replace(
        words,
        months={**words.months, **_numbered(_MONTHS, 1)},
        weekdays={**words.weekdays, **_numbered(_WEEKDAYS, 0)},
        ordinal_endings=words.ordinal_endings | _ORDINAL_ENDINGS,
    )


def _numbered(names: str, first: int) -> dict[str, int]:
    return {name: number for number, forms in enumerate(names.split(", "), first) for name in forms.split()}


@cache
def nobody() -> frozenset[str]:
    """What stands for nobody in a column of names."""
    return frozenset(map(heading_key, _NOBODY.split(", ")))


@cache
def headings() -> dict[str, str]:
    """The field of each heading."""
    known = {heading_key(word): field for field, words in _HEADINGS.items() for word in words.split(", ")}
    return {**known, **{heading_key(word): c.OTHER for word in _KEPT_OUT.split(", ")}}


def heading(field: str) -> str:
    """What a column of this field is called in the files that we give out."""
    return _HEADINGS[field].split(", ")[0]
