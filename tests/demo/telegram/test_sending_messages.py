"""Messages of the bot, through python-telegram-bot: what Telegram accepts, and what it refuses how."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from aiohttp import ClientSession
from PIL import Image
from telegram import (
    Bot,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer


def picture(colour: str = "red") -> bytes:
    """A small PNG."""
    out = BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return out.getvalue()


def one_button(data: str) -> InlineKeyboardMarkup:
    """A keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data=data)]])


async def test_the_bot_knows_who_it_is(bot: Bot) -> None:
    assert bot.username == "StammkundeDemoBot"


async def test_a_formatted_message_arrives_with_its_entities(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_message(maria.id, "<b>Anna</b> 🧦 <i>mag Blau</i> &amp; /punkte", parse_mode="HTML")
    assert sent.text == "Anna 🧦 mag Blau & /punkte"
    assert [(one.type, sent.parse_entity(one)) for one in sent.entities] == [
        ("bold", "Anna"),
        ("italic", "mag Blau"),
        ("bot_command", "/punkte"),
    ]
    assert maria.messages[-1].html.startswith("<b>Anna</b>")


async def test_a_reply_names_the_message_it_answers(bot: Bot, maria: Person) -> None:
    question = maria.say("/kauf Anna 25")
    sent = await bot.send_message(maria.id, "Gebucht", reply_parameters=ReplyParameters(question.message_id))
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "/kauf Anna 25"


async def test_a_message_is_dated_by_the_servers_clock() -> None:
    """The try-out puts this clock forward."""
    then = datetime(2026, 5, 3, 6, 0, tzinfo=UTC)
    async with TelegramServer(clock=lambda: then) as server, Bot(server.token, f"{server.url}/bot") as bot:
        server.person(1, "Maria").start()
        assert (await bot.send_message(1, "Guten Morgen")).date == then


async def test_somebody_who_never_wrote_cannot_be_written_to(bot: Bot, anna: Person) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(anna.id, "Hallo")


async def test_an_unknown_chat_is_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "Hallo")


async def test_somebody_who_blocked_the_bot_gets_nothing_until_he_writes_again(bot: Bot, maria: Person) -> None:
    maria.start()
    maria.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(maria.id, "Hallo")
    maria.start()
    assert await bot.send_message(maria.id, "Willkommen zurück")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("x" * 4097, "Message is too long", id="4097 letters"),
        pytest.param("🧦" * 2049, "Message is too long", id="2049 socks are 4098 units"),
        pytest.param("<b> </b>", "Message text is empty", id="only a space"),
        pytest.param("<b>offen", "can't find end tag", id="unbalanced"),
        pytest.param("Preis < 5", "unsupported start tag", id="bare <"),
        pytest.param("<h1>Titel</h1>", 'unsupported start tag "h1"', id="unknown tag"),
    ],
)
async def test_a_text_telegram_would_refuse_is_refused(bot: Bot, maria: Person, text: str, problem: str) -> None:
    maria.start()
    with pytest.raises(BadRequest, match=problem):
        await bot.send_message(maria.id, text, parse_mode="HTML")


async def test_a_text_of_exactly_4096_units_fits(bot: Bot, maria: Person) -> None:
    maria.start()
    assert await bot.send_message(maria.id, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")


@pytest.mark.parametrize("data", ["", "ü" * 33], ids=["empty", "66 bytes in 33 letters"])
async def test_callback_data_counts_bytes(bot: Bot, maria: Person, data: str) -> None:
    maria.start()
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid|text buttons"):
        await bot.send_message(maria.id, "?", reply_markup=one_button(data))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, maria: Person) -> None:
    maria.start()
    await bot.send_message(maria.id, "Wer?", reply_markup=ReplyKeyboardMarkup([["Anna", "Bernd"]]))
    await bot.send_message(maria.id, "Noch da?")
    assert maria.keyboard_labels == ["Anna", "Bernd"]
    await bot.send_message(maria.id, "Danke", reply_markup=ReplyKeyboardRemove())
    assert maria.keyboard_labels == []


async def test_a_picture_can_be_fetched_again(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_photo(maria.id, picture(), caption="Deine <b>Karte</b>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (40, 20, "Deine Karte")
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == picture()
    again = await bot.send_photo(maria.id, sent.photo[0].file_id)
    assert again.photo[0].file_id == sent.photo[0].file_id


async def test_a_large_document_keeps_its_name(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_document(maria.id, b"a;b\n" * 500_000, filename="Käufe.csv")
    assert sent.document
    assert (sent.document.file_name, sent.document.file_size) == ("Käufe.csv", 2_000_000)


async def test_a_caption_is_shorter_than_a_text(bot: Bot, maria: Person) -> None:
    maria.start()
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(maria.id, picture(), caption="x" * 1025)


async def test_something_that_is_no_picture_is_refused(bot: Bot, maria: Person) -> None:
    maria.start()
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(maria.id, b"kein Bild")


async def test_an_edit_changes_the_message_in_place(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_message(maria.id, "alt", reply_markup=one_button("1"))
    await bot.edit_message_text("neu", maria.id, sent.message_id)
    shown = maria.messages[-1]
    assert (shown.message_id, shown.text, shown.labels) == (sent.message_id, "neu", [])


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_message(maria.id, "gleich", reply_markup=one_button("1"))
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_text("gleich", maria.id, sent.message_id, reply_markup=one_button("1"))
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_reply_markup(maria.id, sent.message_id, reply_markup=one_button("1"))


async def test_only_an_own_existing_message_can_be_edited(bot: Bot, maria: Person) -> None:
    own = maria.start()
    with pytest.raises(BadRequest, match="edit not found"):
        await bot.edit_message_text("neu", maria.id, 999)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("neu", maria.id, own.message_id)


async def test_a_picture_can_be_exchanged_with_its_caption(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_photo(maria.id, picture(), caption="5 Stempel")
    await bot.edit_message_media(InputMediaPhoto(picture("blue"), caption="6 Stempel"), maria.id, sent.message_id)
    shown = maria.messages[-1]
    assert shown.photo
    assert (shown.photo.data, shown.text) == (picture("blue"), "6 Stempel")
    await bot.edit_message_caption(maria.id, sent.message_id, caption="7 Stempel")
    assert maria.messages[-1].text == "7 Stempel"


async def test_a_deleted_message_is_gone(bot: Bot, maria: Person) -> None:
    maria.start()
    sent = await bot.send_message(maria.id, "weg damit")
    await bot.delete_message(maria.id, sent.message_id)
    with pytest.raises(BadRequest, match="delete not found"):
        await bot.delete_message(maria.id, sent.message_id)


async def test_a_tap_is_answered_once(bot: Bot, maria: Person) -> None:
    maria.start()
    await bot.send_message(maria.id, "?", reply_markup=one_button("1"))
    query = maria.tap_latest("Ja")
    await bot.answer_callback_query(query, "Gemerkt")
    assert await maria.toast(query) == "Gemerkt"
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_a_tap_cannot_be_answered_after_its_life(server: TelegramServer, bot: Bot, maria: Person) -> None:
    server.cloud.callback_life_s = 0
    maria.start()
    await bot.send_message(maria.id, "?", reply_markup=one_button("1"))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(maria.tap_latest("Ja"))


async def test_each_chat_has_its_own_command_menu(
    server: TelegramServer, bot: Bot, maria: Person, anna: Person
) -> None:
    await bot.set_my_commands([("punkte", "Meine Punkte")])
    await bot.set_my_commands([("kauf", "Kauf buchen")], scope=BotCommandScopeChat(maria.id))
    assert [one.command for one in await bot.get_my_commands(scope=BotCommandScopeChat(maria.id))] == ["kauf"]
    assert [one["command"] for one in server.cloud.menu(anna.id)] == ["punkte"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(maria.id))
    assert [one["command"] for one in server.cloud.menu(maria.id)] == ["punkte"]


async def test_settings_without_effect_are_accepted(bot: Bot, maria: Person) -> None:
    maria.start()
    assert await bot.set_my_description("Stammkunden behalten")
    assert await bot.send_chat_action(maria.id, "typing")
    assert (await bot.get_chat(maria.id)).first_name == "Maria"


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramError, match="not found in Bot API"):
        await bot.do_api_request("sendSocks")


async def test_a_wrong_token_is_refused(server: TelegramServer) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:falsch", base_url=f"{server.url}/bot"):
            pass


async def test_json_bodies_are_understood_as_well(server: TelegramServer, maria: Person) -> None:
    maria.start()
    body = {
        "chat_id": 1,
        "text": "Hallo",
        "reply_markup": {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]},
    }
    async with ClientSession() as session:
        answer = await session.post(f"{server.url}/bot{server.token}/sendmessage", json=body)
        assert (await answer.json())["ok"]
    assert maria.messages[-1].labels == ["Ja"]
