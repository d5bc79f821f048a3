"""A buyer corrects what is stored about him: his name and his birthday. His seller reads what changed."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.owning import Own, own_row, own_rows
from handlers.rewarding import to_sellers
from messages_de import text
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.birthdays import parse_birthday
from rules.parsing.names import MAX_CHARACTERS, name_key
from rules.parsing.text import one_line, trimmed
from storage import buyers, dialogs, occasions, shops


def ask_name(call: Call) -> Answers:
    """The next text is his name."""
    return _ask(call, "name")


def ask_birthday(call: Call) -> Answers:
    """The next text is his birthday."""
    return _ask(call, "birthday")


def _ask(call: Call, what: str) -> Answers:
    shop, _ = own_row(call)
    dialogs.ask(call.db, call.user_id, f"meinedaten.{what}", {"shop": shop.id}, call.now)
    return [Say(text(f"meinedaten.ask_{what}", shop.address_form))]


def named(call: Call) -> Answers:
    """His new name; the old one still leads to him. One that leads to somebody else would take over what is typed for that person."""
    shop, row = own_row(call)
    name = trimmed(one_line(call.words))
    if not any(map(str.isalnum, name)) or len(name) > MAX_CHARACTERS:
        raise RuleError("meinedaten.name", limit=MAX_CHARACTERS)
    if any(found.id != row.id for found in buyers.named(call.db, shop.id, name)):
        raise RuleError("meinedaten.name_taken", name=name, shop=shop.name)
    dialogs.close(call.db, call.user_id)
    buyers.rename(call.db, shop.id, row.id, name)
    buyers.add_alias(call.db, shop.id, row.id, row.name)
    told = to_sellers(call, shop, text("meinedaten.told_name", before=row.name, name=name), quiet=True)
    return [Say(text("meinedaten.named", shop.address_form, name=name, shop=shop.name)), *told]


def born(call: Call) -> Answers:
    """His birthday; the year he may have typed is not kept."""
    own = own_row(call)
    answers = _born(call, own, call.words)
    dialogs.close(call.db, call.user_id)
    return answers


def birthday_typed(call: Call) -> Answers:
    """`/geburtstag 3.5.` of a buyer, for every shop he joined; without a day he is asked for it."""
    rows = own_rows(call)
    words = _own_day(rows, call.words)
    if not words:
        return [answer for shop, _ in rows[:1] for answer in _ask(call._replace(data={"shop": shop.id}), "birthday")]
    return [answer for own in rows for answer in _born(call, own, words)]


def _own_day(rows: Sequence[Own], words: str) -> str:
    """What stands behind his own name; raises RuleError for a day behind somebody else's."""
    first, _, rest = words.partition(" ")
    own = {name_key(str(row.name)).partition(" ")[0] for _, row in rows}
    if name_key(first) in own:
        return rest
    known = vocabulary()
    leading = known.on | known.articles | known.birthdays | {*known.weekdays, *known.weekday_abbreviations}
    if first.isalpha() and rest[:1].isdigit() and first.casefold() not in leading:
        raise RuleError("meinedaten.own_birthday")
    return words


def _born(call: Call, own: Own, words: str) -> Answers:
    shop, row = own
    found = parse_birthday(words, shops.today_of(shop, call.now), vocabulary())
    day = Birthday(found.day, found.month)
    _keep(call, own, day)
    told = to_sellers(call, shop, text("meinedaten.told_birthday", name=row.name, day=day), quiet=True)
    return [Say(text("meinedaten.born", shop.address_form, day=day, shop=shop.name)), *told]


def forget_birthday(call: Call) -> Answers:
    """His birthday is nobody's business any more."""
    shop, row = own_row(call)
    _keep(call, (shop, row), None)
    return [Say(text("meinedaten.birthday_gone", shop.address_form, shop=shop.name))]


def _keep(call: Call, own: Own, day: Birthday | None) -> None:
    shop, row = own
    today = shops.today_of(shop, call.now)
    buyers.set_birthday(call.db, shop.id, row.id, day, today)
    occasions.refresh(call.db, shop, row.id, today)
