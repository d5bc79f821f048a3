"""Every German word the bot says, looked up by key: `text("kauf.saved", buyer="Anna", amount=Money(2500))`."""

from messages_de.catalogue import catalogue, keys, plain, text
from messages_de.formats import Html, shown

__all__ = ["Html", "catalogue", "keys", "plain", "shown", "text"]
