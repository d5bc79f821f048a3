"""From answers to calls of the Bot API."""

import json
from typing import Any

from bot.letters import CAPTION, NOTICE, TEXT, Asked, letters
from handlers.answers import Answer, Button, Edit, Menu, Picture, Rows, Say, To, Toast
from messages_de import Html, text

CHAT = 7
HERE = Asked(CHAT)
TAP = Asked(CHAT, "q1", 33)
PICTURE_TAP = Asked(CHAT, "q1", 33, has_photo=True)
LONG = Html("\n".join(f"Zeile {number}" for number in range(700)))


def keyboard(user_id: int, rows: Rows) -> str:
    """A token that tells whose it is and how many buttons act."""
    return f"k{user_id}x{sum(bool(button.action) for row in rows for button in row)}"


def calls(answers: list[Answer], asked: Asked = HERE) -> list[tuple[str, dict[str, Any]]]:
    """Methods and parameters."""
    return [(letter.method, json.loads(letter.payload)) for letter in letters(answers, asked, keyboard)]


def test_a_message() -> None:
    ((method, said),) = calls([Say(Html("<b>Hallo</b>"))])
    assert method == "sendMessage"
    assert said == {
        "chat_id": CHAT,
        "text": "<b>Hallo</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def test_buttons_act_open_or_copy() -> None:
    rows = [
        [Button("Tu", "act"), Button("Seite", url="https://a.de")],
        [Button("Text", copy="x" * 300), Button("Auch", "b")],
    ]
    ((_, said),) = calls([Say(Html("?"), rows)])
    assert said["reply_markup"]["inline_keyboard"] == [
        [{"text": "Tu", "callback_data": f"k{CHAT}x2.0"}, {"text": "Seite", "url": "https://a.de"}],
        [{"text": "Text", "copy_text": {"text": "x" * 256}}, {"text": "Auch", "callback_data": f"k{CHAT}x2.1"}],
    ]


def test_a_long_label_ends_with_an_ellipsis() -> None:
    rows = [
        [Button("x" * 60, "a"), Button("x" * 61, "a")],
        [Button("y" * 99, url="https://a.de"), Button("z" * 99, copy="z")],
    ]
    ((_, said),) = calls([Say(Html("?"), rows)])
    labels = [button["text"] for row in said["reply_markup"]["inline_keyboard"] for button in row]
    assert labels == ["x" * 60, "x" * 59 + "…", "y" * 59 + "…", "z" * 59 + "…"]


def test_a_keyboard_has_a_hundred_buttons_at_most() -> None:
    """Telegram refuses the whole message with one more; what is shown is what is stored."""
    rows = [[Button(f"{row}", "a"), Button(f"{row}b", "a"), Button(f"{row}c", "a")] for row in range(40)]
    ((_, said),) = calls([Say(Html("?"), rows)])
    shown = [button["callback_data"] for row in said["reply_markup"]["inline_keyboard"] for button in row]
    assert shown == [f"k{CHAT}x100.{place}" for place in range(100)]
    assert all(said["reply_markup"]["inline_keyboard"])


def test_the_mark_of_a_possible_repeat_always_fits() -> None:
    """Every message leaves room for it: 4096 characters in a text, 1024 in a caption."""
    mark = len(" " + text("common.maybe_twice"))
    said = calls([Say(LONG), Picture({}, LONG), Say(Html("x" * 4096))])
    assert max(len(payload.get("text", "")) for _, payload in said) <= 4096 - mark
    assert max(len(payload.get("caption", "")) for _, payload in said) <= 1024 - mark


def test_links_alone_need_no_token() -> None:
    def nobody(_user: int, _rows: Rows) -> str:
        raise AssertionError("nothing to store")

    letters([Say(Html("?"), [[Button("Seite", url="https://a.de")]])], HERE, nobody)


def test_a_message_to_somebody_else() -> None:
    (letter,) = letters([Say(Html("Hallo"), [[Button("Stopp", "stop")]], To(99, "buyer", 3, 4))], HERE, keyboard)
    assert (letter.chat_id, letter.audience, letter.shop_id, letter.buyer_id) == (99, "buyer", 3, 4)
    assert "k99x1.0" in letter.payload


def test_a_quiet_message_rings_nobodys_phone() -> None:
    assert calls([Say(Html("x"), quiet=True)])[0][1]["disable_notification"] is True


def test_the_contact_picker() -> None:
    ((_, said),) = calls([Say(Html("Wer?"), picker="Aus Kontakten")])
    ((button,),) = said["reply_markup"]["keyboard"]
    assert button["text"] == "Aus Kontakten"
    assert button["request_users"]["request_name"] is True


def test_the_contact_picker_beside_buttons_comes_in_a_second_message() -> None:
    """One message carries one keyboard only."""
    first, second = calls([Say(Html("Wer?"), [[Button("Anna", "a")]], picker="Aus Kontakten")])
    assert "inline_keyboard" in first[1]["reply_markup"]
    assert "keyboard" in second[1]["reply_markup"]


def test_the_contact_picker_goes_away() -> None:
    assert calls([Say(Html("Gut."), remove_picker=True)])[0][1]["reply_markup"] == {"remove_keyboard": True}


def test_a_long_message_comes_in_pieces_with_the_buttons_below() -> None:
    said = [payload for _, payload in calls([Say(LONG, [[Button("Tu", "act")]])])]
    assert len(said) == 2
    assert all(len(payload["text"]) <= TEXT for payload in said)
    assert ["reply_markup" in payload for payload in said] == [False, True]


def test_an_edit_changes_the_tapped_message() -> None:
    (method, said), (answered, _) = calls([Edit(Html("neu"))], TAP)
    assert (method, said["message_id"], said["text"]) == ("editMessageText", 33, "neu")
    assert answered == "answerCallbackQuery"


def test_an_edit_under_a_picture_changes_the_caption() -> None:
    (method, said), _ = calls([Edit(Html("neu"))], PICTURE_TAP)
    assert (method, said["caption"]) == ("editMessageCaption", "neu")
    assert "link_preview_options" not in said


def test_a_long_edit_goes_on_in_a_new_message() -> None:
    (first, _), (second, below), _ = calls([Edit(LONG, [[Button("Tu", "act")]])], TAP)
    assert (first, second) == ("editMessageText", "sendMessage")
    assert "reply_markup" in below


def test_an_edit_of_nothing_is_a_message() -> None:
    assert [method for method, _ in calls([Edit(Html("neu"))])] == ["sendMessage"]


def test_a_message_too_old_to_be_changed_is_said_anew() -> None:
    assert [method for method, _ in calls([Edit(Html("neu"))], Asked(CHAT, "q1"))] == [
        "sendMessage",
        "answerCallbackQuery",
    ]


def test_a_picture_with_its_recipe() -> None:
    (letter,) = letters([Picture({"kind": "card", "points": 3}, Html("Deine Karte"))], HERE, keyboard)
    assert letter.method == "sendPhoto"
    assert json.loads(letter.picture or "") == {"kind": "card", "points": 3}
    assert json.loads(letter.payload)["caption"] == "Deine Karte"


def test_a_picture_takes_the_place_of_the_one_that_was_tapped() -> None:
    below = [[Button("Tu", "act")]]
    instead = Picture({"kind": "card"}, Html("neu"), below, instead=True)
    (method, said), (answered, _) = calls([instead], PICTURE_TAP)
    assert (method, said["message_id"], answered) == ("editMessageMedia", 33, "answerCallbackQuery")
    assert said["media"] == {"type": "photo", "media": "attach://picture", "caption": "neu", "parse_mode": "HTML"}
    assert "reply_markup" in said
    assert calls([instead], TAP)[0][0] == "sendPhoto", "words cannot become a picture"


def test_a_long_caption_goes_on_below_the_picture() -> None:
    said = calls([Picture({"kind": "card"}, Html(LONG[:3000]), [[Button("Tu", "act")]])])
    assert [method for method, _ in said] == ["sendPhoto", "sendMessage"]
    assert len(said[0][1]["caption"]) <= CAPTION
    assert ["reply_markup" in payload for _, payload in said] == [False, True]


def test_a_tap_is_answered_even_without_a_word() -> None:
    """Otherwise the button keeps turning."""
    assert calls([], TAP) == [("answerCallbackQuery", {"callback_query_id": "q1"})]


def test_a_notice_is_cut_to_what_telegram_shows() -> None:
    ((_, said),) = calls([Toast("x" * 300)], TAP)
    assert len(said["text"]) == NOTICE
    assert said["text"].endswith("…")


def test_a_notice_without_a_tap_is_silent() -> None:
    assert calls([Toast("x")]) == []


def test_the_menu_is_set_for_this_chat_only() -> None:
    ((method, said),) = calls([Menu("buyer")])
    assert method == "setMyCommands"
    assert said["scope"] == {"type": "chat", "chat_id": CHAT}
    assert {command["command"] for command in said["commands"]} >= {"punkte", "hilfe"}
