"""What every column says about people: the one declaration behind /meinedaten, erasure and the register of processing.

A test fails when a column is missing here; what is declared about a buyer is in his /meinedaten by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

IDENTITY, BIRTHDAY, NOTES, PURCHASES = "identity", "birthday", "notes", "purchases"
LOYALTY, CARE, CONSENTS, MESSAGES, SELLER = "loyalty", "care", "consents", "messages", "seller"
CATEGORIES = (IDENTITY, BIRTHDAY, NOTES, PURCHASES, LOYALTY, CARE, CONSENTS, MESSAGES, SELLER)
NOBODY = "nobody"
"""Keys, settings, and what only the program itself needs."""


class Held(NamedTuple):
    """What a table holds about people."""

    buyers: tuple[str, ...]
    """The columns by which a row is a buyer's."""
    accounts: tuple[str, ...]
    """The columns by which a row is that of a Telegram account."""
    columns: Mapping[str, str]
    """The category of each column."""

    def about(self, *categories: str) -> tuple[str, ...]:
        """The columns of these categories, in the order they are declared."""
        return tuple(name for name, category in self.columns.items() if category in categories)

    @property
    def personal(self) -> tuple[str, ...]:
        """The columns that say something about a buyer."""
        return self.about(*(category for category in CATEGORIES if category != SELLER))


def _held(buyers: str = "", accounts: str = "", /, **columns: str) -> Held:
    named = {name: category for category, names in columns.items() for name in names.split()}
    return Held(tuple(buyers.split()), tuple(accounts.split()), named)


_ROW = "id shop_id buyer_id"

HELD: Mapping[str, Held] = {
    "shop": _held(
        seller="name imprint timezone",
        nobody="id currency digest_minute digest_when_empty next_digest address_form points_per_unit cents_per_point "
        "points_factor vip_factor bonus_factor bonus_day expiry_months stamps_per_card stamp_per_item stamp_min_cents "
        "card_reward card_colour card_symbol bonus_birthday bonus_referral bonus_review tiers regular_offer gift_at "
        "year_discount voucher_days vip_from_cents follow_up_days birthday_ahead_days quiet_days second_nudge thank_you "
        "prices data_asked_on comparison away_until surprise_budget extras_given extras_month surprise_seed rhythm_mu "
        "rhythm_sigma2 rhythm_kappa rhythm_a rhythm_b due_days_after tidied_on reviewed_on set_up created_at",
    ),
    "seller": _held("", "telegram_id stands_for", seller="telegram_id stands_for reachable", nobody="shop_id"),
    "recovery": _held(seller="created_at", nobody="shop_id code_hash"),
    "guess": _held("", "user_id", messages="user_id misses since"),
    "buyer": _held(
        "id",
        identity="name name_key telegram_id contact_id code reachable created_at",
        birthday="birthday_day birthday_month birthday_year birthday_since",
        purchases="purchases net_cents first_day last_day rhythm_gaps rhythm_log_sum delivered_on",
        loyalty="tier tier_by_hand tier_told tier_reached tier_until points_until",
        care="paused_until next_due needed_on",
        consents="receipts letters informed_on",
        nobody="id shop_id merged_into",
    ),
    "alias": _held("buyer_id", identity="name name_key", nobody=_ROW),
    "merge": _held("kept_id gone_id", identity="moved day", nobody="id shop_id kept_id gone_id undone created_at"),
    "note": _held("buyer_id", notes="kind text day created_at", nobody=f"{_ROW} source"),
    "invitation": _held("buyer_id", consents="expires_at used_at", nobody="token_hash shop_id buyer_id"),
    "joining": _held(
        "buyer_id",
        "telegram_id",
        identity="telegram_id name username",
        consents="wording version created_at",
        nobody="token_hash shop_id buyer_id",
    ),
    "consent": _held(
        "buyer_id",
        "telegram_id",
        consents="telegram_id purpose given channel wording version created_at",
        nobody=_ROW,
    ),
    "purchase": _held(
        "buyer_id",
        purchases="day cents discount_cents refunded_cents void quantity item tags channel created_at",
        loyalty="rate_points rate_cents rate_factor stamps stamp_min_cents",
        nobody=f"{_ROW} source",
    ),
    "refund": _held(
        "buyer_id",
        purchases="purchase_id cents undone day created_at",
        loyalty="points stamps vouchers",
        nobody=f"{_ROW} key",
    ),
    "ledger_entry": _held(
        "buyer_id",
        loyalty="unit amount open reason reference valid_through note day created_at",
        nobody=f"{_ROW} origin_id",
    ),
    "ledger_match": _held(nobody="debit_id credit_id shop_id amount"),
    "voucher": _held(
        "buyer_id",
        loyalty="code name kind value min_cents unit cost origin state valid_through day used_on created_at",
        nobody=f"{_ROW} reward_id purchase_id",
    ),
    "voucher_part": _held(nobody="voucher_id purchase_id shop_id cents"),
    "referral": _held(
        "referrer_id friend_id", loyalty="paid_on day created_at", nobody="id shop_id referrer_id friend_id"
    ),
    "badge": _held("buyer_id", loyalty="kind day", nobody="buyer_id shop_id"),
    "raffle": _held(
        "winner_id",
        loyalty="prize ticket drawn_on day",
        nobody="id shop_id segment seed commitment entrants winner_id created_at",
    ),
    "reward": _held(
        nobody="id shop_id name kind value unit cost stock valid_from valid_through min_cents retired created_at"
    ),
    "reminder": _held(
        "buyer_id",
        care="kind due until reason shown_on state snoozed_until drafts contact_on stars stars_before rated_on given_on",
        nobody=f"{_ROW} key priority lead_id about_id",
    ),
    "muted": _held("buyer_id", care="kind", nobody="buyer_id shop_id"),
    "promise": _held("buyer_id", care="words day first_day state settled_on made_on created_at", nobody=_ROW),
    "complaint": _held(
        "buyer_id", care="words solution state day solved_on check_on closed_on created_at", nobody=_ROW
    ),
    "wording": _held("buyer_id", care="day sent_on", nobody=f"{_ROW} reminder_id fingerprint"),
    "template": _held(seller="words", nobody="id shop_id kind retired created_at"),
    "digest": _held(nobody="shop_id day created_at"),
    "outbox": _held(
        "buyer_id",
        "chat_id",
        messages="chat_id method payload picture purpose state reason created_at",
        nobody=f"{_ROW} audience since attempts next_try",
    ),
    "dialog": _held("", "user_id", messages="user_id step data created_at"),
    "keyboard": _held("", "user_id", messages="user_id actions created_at", nobody="token"),
    "tap": _held(nobody="token created_at"),
    "listening": _held(nobody="id heard_at"),
    "processed_update": _held(nobody="update_id created_at"),
    "dead_letter": _held(messages="content error created_at", nobody="id direction"),
    "import_job": _held(
        "",
        "person",
        seller="person name file_id plan",
        nobody="id shop_id source size state message_id tries next_try created_at",
    ),
    "import_row": _held(
        "buyer_id",
        identity="cells who",
        nobody=f"{_ROW} job_id sheet number state reason ref booked_ref purchase_id made_buyer made",
    ),
    "journal_entry": _held(nobody="id mark shop_id kind purposes people created_at"),
    "erasure": _held(nobody="id shop_id buyer_id asked_by created_at cleaned_at"),
}
