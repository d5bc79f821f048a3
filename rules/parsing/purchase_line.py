"""One typed purchase: who, how much, what, when, which categories, over which channel."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rules.money import Money
from rules.parsing.amounts import cut_amount
from rules.parsing.days import cut_day
from rules.parsing.doubtful_amounts import refuse_telephone
from rules.parsing.loose_vouchers import SEVERAL, fault_in, follows
from rules.parsing.names import MAX_CHARACTERS, GroupedLine, IsKnown, grouped, leading_name
from rules.parsing.purchase_name import item_only, split_name
from rules.parsing.text import AMOUNT_MARK, DAY_MARK, cut, one_line, trimmed
from rules.parsing.usual_line import usual_line
from rules.parsing.vague_days import refuse_vague_day
from rules.parsing.vocabulary import Vocabulary, any_of
from rules.parsing.vouchers import cut_voucher

if TYPE_CHECKING:
    from datetime import date

_TAG = re.compile(r"(?<![\w#])#(\d*+[^\W\d][\w-]*)")


class PurchaseLine(NamedTuple):
    """What a purchase line says; None means: not said."""

    name: str | None = None
    other_name: str | None = None
    """Another way to read the name, if the line allows one."""
    amount: Money | None = None
    quantity: int = 1
    """The factor that was typed ("2 x 12,50") and is already multiplied into the amount."""
    item: str = ""
    day: date | None = None
    tags: tuple[str, ...] = ()
    """Lower case, without #, in the order typed."""
    channel: str | None = None
    voucher: str | None = None
    """The code of a voucher that is used with it, as it was issued."""
    voucher_fault: str = ""
    """SEVERAL, NO_CODE or MISSING if what announces a voucher is not followed by one code; the item has it still."""


def parse_purchase(
    line: str, today: date, words: Vocabulary, is_known: IsKnown, *, currency: str = "EUR", expect_name: bool = True
) -> PurchaseLine:
    """A purchase as typed behind the command; `expect_name=False` if the buyer is known otherwise (a reply).

    RuleError amount.unclear, .zero, .negative, .too_large, .currency, .several, .telephone, .cents_or_count, .or_day; day.unclear, .impossible, .future,
    .too_old; name.too_long (limit in characters). A missing amount or name is None, not an error.
    """
    usual = usual_line(line, words, is_known) if expect_name else None
    if usual:
        return PurchaseLine(name=usual.name, amount=Money(usual.cents, currency), item=usual.item)
    typed = grouped(one_line(line))
    bare, voucher = cut_voucher(typed.line, words)
    bare, again = cut_voucher(bare, words) if voucher else (bare, None)
    another = again or (follows(typed.line, voucher, words) if voucher else None)
    typed = replace(typed, line=bare) if voucher else typed
    leading = leading_name(typed, is_known, words.connectors) if expect_name else 0
    name_words = typed.line.split(" ", leading)[:leading]
    rest = " ".join(typed.line.split(" ", leading)[leading:])
    refuse_telephone(rest)
    rest, tags = _cut_tags(rest)
    rest, day = cut_day(rest, today, words)
    rest, priced = cut_amount(rest, words, currency)
    rest, channel = _cut_channel(rest, words)
    if day is None:
        refuse_vague_day(rest, today, words)
    named = split_name(typed, name_words, rest, words, is_known) if expect_name else item_only(rest, words)
    item = trimmed(typed.typed(" ".join(named.item)))
    return PurchaseLine(
        name=typed.name(named.name) or None,
        other_name=trimmed(typed.unquoted(named.other))[:MAX_CHARACTERS] or None,
        amount=priced.money if priced else None,
        quantity=priced.quantity if priced else 1,
        item=item,
        day=day,
        tags=tags,
        channel=_shown(typed, channel),
        voucher=voucher,
        voucher_fault=SEVERAL if another not in {None, voucher} else fault_in(item, words),
    )


def _shown(typed: GroupedLine, channel: str | None) -> str | None:
    return (trimmed(typed.unquoted([channel])).rstrip(".!?")[:MAX_CHARACTERS] or None) if channel else None


def _cut_tags(line: str) -> tuple[str, tuple[str, ...]]:
    if "#" not in line:
        return line, ()
    tags = dict.fromkeys(tag.casefold() for tag in _TAG.findall(line))
    return " ".join(_TAG.sub(" ", line).split()), tuple(tags)


def _cut_channel(line: str, words: Vocabulary) -> tuple[str, str | None]:
    match = _channel_pattern(words).search(line)
    if match is None:
        return line, None
    return cut(line, *match.span()), next(filter(None, match.groups()))


@lru_cache(maxsize=8)
def _channel_pattern(words: Vocabulary) -> re.Pattern[str]:
    marks = AMOUNT_MARK + DAY_MARK
    name = rf"([^\s{marks}0-9][^\s{marks}]*)"
    sure, unsure = any_of(words.channel_words), any_of(words.channel_words_if_clear)
    place = any_of(words.channel_words_if_clear | words.channel_places)
    return re.compile(
        rf"(?<!\w){sure} {name}"
        rf"|(?<!\w){place} (?:{any_of(words.articles)} )?({any_of(words.channels)})(?!\w)(?!-\w)"
        rf"|(?:^|(?<=[{marks}] )){unsure} {name}(?= ?(?:$|[{marks}]))"
        rf"|(?<!\w){unsure} {name}(?= {AMOUNT_MARK} \w)",
        re.IGNORECASE,
    )
