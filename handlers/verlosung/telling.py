"""What is said about a raffle: before the draw, its result, and how to check it."""

from __future__ import annotations

from handlers.answers import Button, Rows
from handlers.call import Call
from handlers.drafts import COPIED_AT_MOST
from messages_de import Html, plain, text
from rules import raffle as rules
from storage import raffles
from storage.buyers import Buyer
from storage.raffles import Raffle
from storage.shops import Shop
from storage.vouchers import Voucher

LISTED = 300
"""Tickets that are listed one by one."""


def published(call: Call, row: Raffle) -> tuple[Html, Rows]:
    """The fingerprint and every ticket, with the button that draws."""
    entrants = raffles.tickets(row)
    head = text(
        "verlosung.published",
        prize=row.prize,
        n=len(entrants),
        group=plain(f"verlosung.group.{row.segment}"),
        commitment=row.commitment,
        list_hash=rules.list_hash(entrants),
    )
    notice = plain("verlosung.notice", shop=call.shop.name, prize=row.prize, n=len(entrants), commitment=row.commitment)
    draw = Button(plain("verlosung.button.draw"), "verlosung.draw", {"raffle": row.id}, once=True)
    drop = Button(plain("verlosung.button.give_up"), "verlosung.give_up", {"raffle": row.id}, once=True)
    buttons = [[*copy("verlosung.button.notice", notice), draw], [drop]]
    return Html("\n".join([head, "", *holders(call, row)])), buttons


def holders(call: Call, row: Raffle) -> list[Html]:
    """Who has which ticket."""
    found = raffles.holders(call.db, row)
    lines = [text("verlosung.ticket", ticket=ticket, name=name) for ticket, name in found[:LISTED]]
    return lines + ([text("verlosung.more_tickets", n=len(found) - LISTED)] if len(found) > LISTED else [])


def result(call: Call, row: Raffle, winner: Buyer, voucher: Voucher) -> tuple[Html, Rows]:
    """Who has won what, with a text for the winner."""
    words = plain(
        "verlosung.words",
        form=call.shop.address_form,
        name=winner.name,
        shop=call.shop.name,
        prize=row.prize,
        code=voucher.code,
        day=voucher.valid_through,
    )
    said = text("verlosung.won", name=winner.name, ticket=row.ticket, prize=row.prize, code=voucher.code, words=words)
    return said, [copy("verlosung.button.words", words)]


def checked(shop: Shop, row: Raffle) -> tuple[Html, Rows]:
    """The seed, and in a few lines how anybody comes to the same winner; first of all whether we do."""
    tickets = sorted(raffles.tickets(row))
    count = len(tickets)
    turn, digits = rules.first_number(row.seed, count)
    number = int(digits, 16)
    facts = {
        "shop": shop.name,
        "prize": row.prize,
        "seed": row.seed,
        "commitment": row.commitment,
        "turn": turn,
        "digits": digits,
        "number": str(number),
        "n": count,
        "rest": number % count,
        "place": number % count + 1,
        "ticket": row.ticket,
        "list_hash": rules.list_hash(tickets),
        "tickets": plain("verlosung.from_to", n=count, first=tickets[0], last=tickets[-1]),
    }
    fixed = ("list", "both") if rules.fixes_list(row.commitment, row.seed) else ("seed",)
    steps = [text(f"verlosung.check_{step}", **facts) for step in (*fixed, "number", "rest")]
    verdict = "verlosung.holds" if raffles.holds(row) else "verlosung.holds_not"
    numbered = [text("verlosung.check_step", n=n, step=step) for n, step in enumerate(steps, start=1)]
    return Html("\n".join([text("verlosung.check_head", **facts), *numbered, text(verdict)])), []


def copy(label: str, words: str) -> list[Button]:
    """A button that copies a text, if Telegram takes one so long."""
    return [Button(plain(label), copy=words)] if len(words) <= COPIED_AT_MOST else []
