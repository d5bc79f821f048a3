"""What a rule says when it refuses: a text key and the facts to fill it with."""

from __future__ import annotations


class RuleError(Exception):
    """A refusal in domain words; `key` names the text in `messages_de` that explains it and shows a correct example."""

    key = "error.rule"

    def __init__(self, key: str | None = None, **facts: object) -> None:
        self.key = key or self.key
        self.facts = facts
        super().__init__(self.key)
