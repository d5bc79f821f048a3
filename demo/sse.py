"""The live line to the page: server-sent events out of the journal."""

import json
from typing import Any

from aiohttp import web

from demo.acts import Contacts, Phones
from demo.telegram.cloud import Cloud
from demo.telegram.journal import News
from demo.view import account_view, chat_view, news_view

HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
RECONNECT_MS = 500


class LiveLine:
    """Sends a whole picture first, then every change; a returning page gets only what it missed."""

    def __init__(self, cloud: Cloud, phones: Phones, contacts: Contacts, zone: str) -> None:
        """`zone` is the time zone the page shows times in."""
        self.cloud = cloud
        self.phones = phones
        self.contacts = contacts
        self.zone = zone
        self._names = {person.id: name for name, person in phones.items()}
        self._epoch = format(id(self), "x")

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers `GET /events` until the page goes away."""
        line = web.StreamResponse(headers=HEADERS)
        await line.prepare(request)
        seen = self._last_seen(request.headers.get("Last-Event-ID", ""))
        if seen is None:
            seen = self.cloud.journal.last_id
            await line.write(self._event("state", seen, self.state()))
        while True:
            for news in self.cloud.journal.since(seen):
                seen = news.id
                await self._pass_on(line, news)
            if seen == self.cloud.journal.last_id:
                await self.cloud.journal.changed()

    def state(self) -> dict[str, Any]:
        """Both phones as they are now."""
        return {
            "phones": {name: chat_view(self.cloud, person) for name, person in self.phones.items()},
            "contacts": [account_view(account) for account in self.contacts()],
            "zone": self.zone,
        }

    async def _pass_on(self, line: web.StreamResponse, news: News) -> None:
        if news.kind == "clock":
            await line.write(self._event("clock", news.id, {}))
        elif news.chat_id in self._names:
            view = news_view(self.cloud, news) | {"phone": self._names[news.chat_id]}
            await line.write(self._event("news", news.id, view))

    def _event(self, name: str, news_id: int, data: dict[str, Any]) -> bytes:
        now = int(self.cloud.clock().timestamp() * 1000)
        body = json.dumps({**data, "now": now}, ensure_ascii=False)
        return f"retry: {RECONNECT_MS}\nid: {self._epoch}-{news_id}\nevent: {name}\ndata: {body}\n\n".encode()

    def _last_seen(self, event_id: str) -> int | None:
        epoch, _, number = event_id.partition("-")
        return int(number) if epoch == self._epoch and number.isdigit() else None
