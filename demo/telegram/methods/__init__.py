"""The Bot API methods this server speaks: one explicit table."""

from collections.abc import Callable
from typing import Any

from demo.telegram.cloud import Cloud
from demo.telegram.methods import editing, profile, receiving, sending
from demo.telegram.wire import Params

Method = Callable[[Cloud, Params], Any]

TABLES: tuple[dict[str, Method], ...] = (receiving.METHODS, sending.METHODS, editing.METHODS, profile.METHODS)
METHODS: dict[str, Method] = {name.lower(): method for table in TABLES for name, method in table.items()}
