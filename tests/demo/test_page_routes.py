"""The page with two phones: what it shows, what a hand can do there, and who may not."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from telegram import Bot

import demo.web
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.web import DemoPage
from messages_de import catalogue

PAGE = Path(demo.web.__file__).parent / "page"


class Visitor:
    """A browser, as far as the routes can tell."""

    def __init__(self, session: ClientSession, page: DemoPage, steps: list[str]) -> None:
        """Has opened nothing yet."""
        self.session = session
        self.page = page
        self.steps = steps
        self.fetched: list[ClientResponse] = []

    async def act(self, **body: Any) -> dict[str, Any]:
        """Does something on a phone."""
        async with self.session.post(f"{self.page.url}act", json=body) as answer:
            return dict(await answer.json())

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """Fetches something."""
        self.fetched.append(await self.session.get(f"{self.page.url}{path}", headers=headers))
        return self.fetched[-1]

    def leave(self) -> None:
        """Closes what is still open."""
        for answer in self.fetched:
            answer.close()

    async def events(self, line: ClientResponse, count: int) -> list[tuple[str, dict[str, Any]]]:
        """The next events with their data."""
        events: list[tuple[str, dict[str, Any]]] = []
        async with asyncio.timeout(5):
            while len(events) < count:
                block = (await line.content.readuntil(b"\n\n")).decode()
                fields = dict(row.split(": ", 1) for row in block.strip().split("\n"))
                events.append((fields["event"], json.loads(fields["data"]) | {"event_id": fields["id"]}))
        return events


@pytest.fixture
async def visitor(server: TelegramServer, maria: Person, anna: Person) -> AsyncIterator[Visitor]:
    """Somebody who has the page open."""
    steps: list[str] = []

    async def on_clock(step: str) -> None:
        steps.append(step)

    async with DemoPage(server, maria, anna, on_clock) as page, ClientSession() as session:
        visitor = Visitor(session, page, steps)
        yield visitor
        visitor.leave()


async def test_the_page_is_filled_with_german_words(visitor: Visitor) -> None:
    html = await (await visitor.get("")).text()
    assert "Nächster Morgen" in html
    assert "{{" not in html


async def test_every_word_the_page_asks_for_exists() -> None:
    """Keys in the scripts are complete, or a beginning completed by the phone's name."""
    words = catalogue("demo")
    for script in PAGE.glob("*.js"):
        for key in re.findall(r"""word\((?:[\w.!()]+ \? )?["'`]([a-z_.]+)["'`]""", script.read_text()):
            assert f"demo.{key}" in words, f"{script.name}: {key}"


async def test_scripts_and_styles_are_served_and_nothing_else(visitor: Visitor) -> None:
    for name, kind in {"app.js": "text/javascript", "style.css": "text/css", "icon.svg": "image/svg+xml"}.items():
        assert (await visitor.get(f"page/{name}")).content_type == kind
    for name in ("index.html", "..%2fweb.py", "fehlt.js"):
        assert (await visitor.get(f"page/{name}")).status == 404


async def test_the_page_may_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    assert "default-src 'self'" in (await visitor.get("")).headers["Content-Security-Policy"]
    for file in PAGE.iterdir():
        sources = re.findall(r"""(?:src|href|url\()=?["'(]*(https?://[^"')]+)""", file.read_text())
        assert sources == [], file.name


async def test_a_fresh_page_gets_both_whole_chats(visitor: Visitor, little_bot: Bot, maria: Person) -> None:
    await maria.ask("/kauf Anna 25")
    [(name, state)] = await visitor.events(await visitor.get("events"), 1)
    assert name == "state"
    assert [one["text"] for one in state["phones"]["seller"]["messages"]] == ["/kauf Anna 25", "Gebucht: /kauf Anna 25"]
    assert state["phones"]["buyer"]["started"] is False
    assert state["contacts"] == [{"id": 2, "name": "Anna", "username": None}]


async def test_news_arrive_as_they_happen(visitor: Visitor, little_bot: Bot) -> None:
    line = await visitor.get("events")
    await visitor.act(do="say", phone="buyer", text="Hallo")
    [_, (_, said), (_, answered)] = await visitor.events(line, 3)
    assert (said["phone"], said["message"]["mine"]) == ("buyer", True)
    assert answered["message"]["text"] == "Gebucht: Hallo"
    assert answered["message"]["buttons"][0][0]["text"] == "Rückgängig"


async def test_a_page_that_comes_back_gets_only_what_it_missed(visitor: Visitor, maria: Person) -> None:
    [(_, state)] = await visitor.events(await visitor.get("events"), 1)
    maria.say("inzwischen")
    [(name, missed)] = await visitor.events(await visitor.get("events", **{"Last-Event-ID": state["event_id"]}), 1)
    assert (name, missed["message"]["text"]) == ("news", "inzwischen")


async def test_a_page_of_an_earlier_demo_starts_anew(visitor: Visitor) -> None:
    [(name, _)] = await visitor.events(await visitor.get("events", **{"Last-Event-ID": "früher-7"}), 1)
    assert name == "state"


async def test_a_tap_returns_its_query_and_a_toast_follows(visitor: Visitor, little_bot: Bot, maria: Person) -> None:
    [answer] = await maria.ask("/kauf")
    line = await visitor.get("events")
    tapped = await visitor.act(do="tap", phone="seller", message=answer.message_id, button=0)
    [_, (_, toast), (_, edited)] = await visitor.events(line, 3)
    assert (toast["query_id"], toast["text"]) == (tapped["query"], "Erledigt")
    assert edited["message"]["edited"]


async def test_editing_replying_forwarding_and_blocking_reach_the_bot(
    visitor: Visitor, server: TelegramServer, maria: Person, anna: Person
) -> None:
    first = maria.say("25 Euro")
    await visitor.act(do="edit", phone="seller", message=first.message_id, text="26 Euro")
    await visitor.act(do="say", phone="seller", text="genau", reply_to=first.message_id)
    question = anna.say("Noch da?")
    await visitor.act(do="forward", phone="buyer", message=question.message_id, to="seller")
    await visitor.act(do="block", phone="buyer", blocked=True)
    updates = list(server.cloud.updates.pending)[1:]
    assert updates[0]["edited_message"]["text"] == "26 Euro"
    assert updates[1]["message"]["reply_to_message"]["text"] == "26 Euro"
    assert updates[3]["message"]["forward_origin"]["sender_user"]["first_name"] == "Anna"
    assert updates[4]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await visitor.act(do="block", phone="buyer", blocked=False)
    assert not anna.chat.blocked


async def test_the_contact_picker_hands_over_people(visitor: Visitor, server: TelegramServer) -> None:
    await visitor.act(do="share_users", phone="seller", request_id=5, users=[2])
    assert server.cloud.updates.pending[-1]["message"]["users_shared"]["user_ids"] == [2]


async def test_a_link_to_the_bot_opens_with_its_payload(visitor: Visitor, anna: Person) -> None:
    await visitor.act(do="open_link", phone="buyer", url="https://t.me/stammkundedemobot?start=k-1")
    assert anna.messages[-1].text == "/start k-1"
    assert not (await visitor.act(do="open_link", phone="buyer", url="https://example.org"))["ok"]


async def test_the_clock_is_put_forward_by_known_steps(visitor: Visitor) -> None:
    line = await visitor.get("events")
    for step in ("next_morning", "day", "week"):
        assert (await visitor.act(do="clock", step=step))["ok"]
    assert visitor.steps == ["next_morning", "day", "week"]
    assert [name for name, _ in await visitor.events(line, 4)] == ["state", "clock", "clock", "clock"]
    assert not (await visitor.act(do="clock", step="year"))["ok"]


@pytest.mark.parametrize(
    "body",
    [
        {"do": "tanzen", "phone": "seller"},
        {"do": "say", "phone": "dritte"},
        {"do": "press", "phone": "seller", "label": "x"},
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_reason(visitor: Visitor, body: dict[str, Any]) -> None:
    refused = await visitor.act(**body)
    assert refused["ok"] is False
    assert refused["error"]


async def test_pictures_are_shown_and_documents_downloaded(visitor: Visitor, bot: Bot, maria: Person) -> None:
    maria.start()
    await bot.send_document(maria.id, b"<script>", filename="liste.html")
    [(_, state)] = await visitor.events(await visitor.get("events"), 1)
    document = state["phones"]["seller"]["messages"][-1]["document"]
    fetched = await visitor.get(document["url"].lstrip("/"))
    assert fetched.content_type == "application/octet-stream"
    assert 'filename="liste.html"' in fetched.headers["Content-Disposition"]
    assert (await visitor.get("file/fehlt")).status == 404


async def test_other_host_names_are_refused(visitor: Visitor) -> None:
    """Otherwise any web page could reach the try-out by DNS rebinding."""
    assert (await visitor.get("", Host="boese.example")).status == 403
    assert (await visitor.get("", Host=f"localhost:{visitor.page.port}")).status == 200


async def test_other_pages_cannot_act(visitor: Visitor, maria: Person) -> None:
    body = json.dumps({"do": "say", "phone": "seller", "text": "Hallo"})
    address = f"{visitor.page.url}act"
    foreign = {"Origin": "https://boese.example", "Content-Type": "application/json"}
    plain = {"Content-Type": "text/plain"}
    async with visitor.session.post(address, data=body, headers=foreign) as refused:
        assert refused.status == 403
    async with visitor.session.post(address, data=body, headers=plain) as refused:
        assert refused.status == 415
    assert maria.messages == []
