"""What a buyer wants to read from the shop: his consent for each purpose of its own, and its withdrawal."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.punkte.whose import Card, own_tapped
from handlers.registry import MEMBER, App
from messages_de import Html, plain, text
from storage import buyers, consents, invitations, journal


@dataclass(frozen=True, slots=True)
class Wish:
    """One purpose: its name in the consent log, in the texts and on the buyer's row.

    The version is that of the question he agrees to; a change of what is sent needs a new one.
    """

    name: str
    version: int = 1

    def is_on(self, card: Card) -> bool:
        """Whether he has agreed to it, in whatever wording."""
        return bool(getattr(card.buyer, self.name))

    def has_agreed(self, card: Card) -> bool:
        """Whether he wants all that is sent by now; one who agreed to an older wording gets what that one named."""
        row = card.buyer
        agreed = invitations.agreed_to(card.db, row.shop_id, row.telegram_id, self.name) if self.is_on(card) else 0
        return agreed >= self.version

    def ask(self, call: Call) -> Answers:
        """What he agrees to, in full, before he does."""
        return [self.question(own_tapped(call))]

    def question(self, card: Card) -> Say:
        """The question for one card; who has agreed reads that he has, with the way to end it."""
        if self.has_agreed(card):
            off = Button(plain("receipt.button.stop"), f"punkte.{self.name}_off", card.data)
            return Say(self._said(card, "already"), [[off]])
        yes = Button(plain("punkte.button.agree"), f"punkte.{self.name}_on", card.data, once=True)
        no = Button(plain("punkte.button.decline"), f"punkte.{self.name}_no", card.data, once=True)
        return Say(self._said(card, "question"), [[yes, no]])

    def agree(self, call: Call) -> Answers:
        """He wants it, from now on."""
        card = own_tapped(call)
        if not self.has_agreed(card):
            self._set(call, card, self._said(card, "question"), given=True)
        return [Edit(self._said(card, "are_on"))]

    def decline(self, call: Call) -> Answers:
        """He does not: nothing changes."""
        return [Edit(self._said(own_tapped(call), "declined"))]

    def stop(self, call: Call) -> Answers:
        """He does not want it any more, said in one tap."""
        return [Say(self.silenced(call, own_tapped(call)))]

    def silenced(self, call: Call, card: Card) -> Html:
        """Switch it off for one card, and say so; it may have been silent before."""
        words = self._said(card, "are_off")
        if self.is_on(card):
            self._set(call, card, words, given=False)
        return words

    def buttons(self, card: Card) -> list[Button]:
        """Shows whether it is on, and changes it; one who agreed to an older wording is offered what is new."""
        if not self.is_on(card):
            return [Button(plain(f"punkte.button.{self.name}_off"), f"punkte.{self.name}_ask", card.data)]
        on = Button(plain(f"punkte.button.{self.name}_on"), f"punkte.{self.name}_off", card.data)
        if self.has_agreed(card):
            return [on]
        return [on, Button(plain(f"punkte.button.{self.name}_more"), f"punkte.{self.name}_ask", card.data)]

    def _set(self, call: Call, card: Card, wording: Html, *, given: bool) -> None:
        shop_id, buyer_id = card.shop.id, card.buyer.id
        buyers.change(call.db, shop_id, buyer_id, **{self.name: given})
        said = (self.name, wording, self.version, call.now)
        invitations.log_consent(call.db, shop_id, buyer_id, call.user_id, *said, given=given)
        if not given:
            journal.withdrawn(call.db, shop_id, buyer_id, (self.name,), call.now)
            consents.cancel(call.db, shop_id, call.user_id, (self.name,))

    def _said(self, card: Card, key: str) -> Html:
        return text(f"punkte.{self.name}_{key}", form=card.form, shop=card.shop.name)


RECEIPTS, LETTERS = Wish(consents.RECEIPTS, 2), Wish(consents.LETTERS)
WISHES = (RECEIPTS, LETTERS)


def register(app: App) -> None:
    """The buttons of each wish."""
    for wish in WISHES:
        for name, handler in (("ask", wish.ask), ("on", wish.agree), ("no", wish.decline), ("off", wish.stop)):
            app.button(f"punkte.{wish.name}_{name}", handler, role=MEMBER)
