"""/verlosung: a raffle among a group of buyers, with a draw that anybody can check."""

from __future__ import annotations

from handlers.answers import SELLER, Answers, Button, Edit, Say
from handlers.call import Call
from handlers.registry import MEMBER, App
from handlers.verlosung import looking, telling
from messages_de import plain, text
from rules.errors import RuleError
from rules.parsing.text import one_line
from storage import buyers, raffles

LONGEST_PRIZE = 60
FEWEST = 2
"""With fewer tickets there is nothing to draw."""


def verlosung(call: Call) -> Answers:
    """`/verlosung Ein Paar Socken`: among whom? Without a prize, the last raffles; a buyer sees his tickets."""
    if call.role != SELLER:
        return looking.own_tickets(call)
    prize = one_line(call.words)
    if not prize:
        return [*looking.past(call), *looking.own_tickets(call)]
    if len(prize) > LONGEST_PRIZE:
        raise RuleError("verlosung.long_prize", limit=LONGEST_PRIZE)
    return [Say(text("verlosung.ask", prize=prize), [[button] for button in _segments(call, prize)])]


def _segments(call: Call, prize: str) -> list[Button]:
    """The groups that somebody is in."""
    sizes = raffles.sizes(call.db, call.shop, call.today)
    if not any(sizes.values()):
        raise RuleError("who.nobody_yet")
    return [
        Button(plain(f"verlosung.button.{name}", n=size), "verlosung.publish", {"segment": name, "prize": prize}, True)
        for name, size in sizes.items()
        if size
    ]


def publish(call: Call) -> Answers:
    """The tickets are given out and the fingerprint of the seed is published; nobody can change the result any more."""
    name = str(call.data["segment"])
    entrants = [row.id for row in raffles.segment(call.db, call.shop, name, call.today)]
    if len(entrants) < FEWEST:
        return [Edit(text("verlosung.one" if entrants else "verlosung.empty"))]
    row = raffles.publish(call.db, call.shop, str(call.data["prize"]), name, entrants, call.now)
    return [Edit(*telling.published(call, row))]


def draw(call: Call) -> Answers:
    """The winner, once; the prize becomes a voucher in his hand."""
    row = looking.standing(call)
    voucher = raffles.draw(call.db, call.shop, row, call.now)
    drawn = raffles.get(call.db, call.shop.id, row.id)
    if voucher is None:
        return [Say(text("verlosung.drawn_before")), Say(*telling.checked(call.shop, drawn))]
    winner = buyers.get(call.db, call.shop.id, voucher.buyer_id)
    return [Say(*telling.result(call, drawn, winner, voucher)), Say(*telling.checked(call.shop, drawn))]


def give_up(call: Call) -> Answers:
    """A raffle that is not drawn yet is given up: its tickets are worth nothing."""
    row = looking.standing(call)
    if not raffles.give_up(call.db, call.shop.id, row.id):
        return [Edit(text("verlosung.drawn_before"))]
    return [Edit(text("verlosung.given_up", prize=row.prize))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("verlosung", verlosung, role=MEMBER)
    for name in ("verlosungen", "lose", "gewinnspiel"):
        app.alias(name, verlosung, role=MEMBER)
    app.button("verlosung.publish", publish)
    app.button("verlosung.draw", draw)
    app.button("verlosung.give_up", give_up)
    app.button("verlosung.tickets", looking.tickets)
    app.button("verlosung.check", looking.check, role=MEMBER)
