"""Which value shall it be? Tapped or typed; a rule is shown at work before it is switched on."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Picture
from handlers.call import Call
from handlers.einstellungen import trial
from handlers.einstellungen.changing import change
from handlers.einstellungen.screens import back_to, in_pairs, label, setting_of
from handlers.einstellungen.setting import Setting, Values
from handlers.einstellungen.tier_moves import tier_names
from handlers.einstellungen.trial import Trial
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from storage import dialogs


def ask(call: Call) -> Answers:
    """The present value, usual ones as buttons, and how to type another one."""
    setting, now = setting_of(call), known(call)
    choices = [_choice(setting, now, values) for values in setting.choices(call)]
    rows = in_pairs(choices)
    if setting.read:
        _open_question(call, setting)
        rows.append([Button(plain("einstellungen.button.other"), "einstellungen.other", {"setting": setting.name})])
    head = text("einstellungen.now", label=label(setting, now), value=setting.show(now))
    question = text(f"einstellungen.ask.{setting.name}", **tier_names(now))
    return [Edit(Html(f"{head}\n\n{question}"), [*rows, [back_to(setting)]])]


def _choice(setting: Setting, now: Values, values: Values) -> Button:
    shown = setting.show({**now, **values})
    is_now = all(now[name] == value for name, value in values.items())
    name = plain("einstellungen.button.present", value=shown) if is_now else shown
    return Button(name, "einstellungen.choose", {"setting": setting.name, "values": dict(values)})


def _open_question(call: Call, setting: Setting) -> None:
    dialogs.ask(call.db, call.user_id, "einstellungen.typed", {"setting": setting.name}, call.now)


def other(call: Call) -> Answers:
    """Another value is typed; here is an example."""
    setting, now = setting_of(call), known(call)
    _open_question(call, setting)
    words = text(f"einstellungen.type.{setting.name}")
    return [Edit(text("einstellungen.type", label=label(setting, now), how=words), [[back_to(setting)]])]


def typed(call: Call) -> Answers:
    """A value was typed; the question stays open until something has changed."""
    setting = setting_of(call)
    if setting.read is None:
        return []
    values = setting.read(call)
    dialogs.close(call.db, call.user_id)
    return _proposed(call, setting, values)


def chosen(call: Call) -> Answers:
    """A usual value was tapped."""
    return _proposed(call, setting_of(call), call.data["values"])


def _proposed(call: Call, setting: Setting, values: Values) -> Answers:
    """A value that is no rule is changed at once; until something changes, another value may be typed."""
    now = known(call)
    is_now = all(now[name] == value for name, value in values.items())
    if setting.effect is None and not is_now:
        return change(call, setting, values)
    if setting.read:
        _open_question(call, setting)
    if is_now:
        return [
            Edit(text("einstellungen.same", label=label(setting, now), value=setting.show(now)), [[back_to(setting)]])
        ]
    return trial.run(call, values, lambda tried: [_preview(setting, now, tried)])


def _preview(setting: Setting, now: Values, tried: Trial) -> Edit | Picture:
    """What would be, told with a real buyer; nothing is changed yet."""
    shown = {"label": label(setting, now), "value": setting.show({**now, **tried.values}), "old": setting.show(now)}
    effect = setting.effect(tried) if setting.effect else Html()
    example = text("einstellungen.example") if tried.is_example else None
    words = Html("\n\n".join(filter(None, [text("einstellungen.preview", **shown), example, effect])))
    data = {"setting": setting.name, "values": dict(tried.values)}
    yes = Button(plain("einstellungen.button.switch_on"), "einstellungen.apply", data, once=True)
    buttons = [[yes, back_to(setting, "no")]]
    return Picture(setting.picture(tried), words, buttons) if setting.picture else Edit(words, buttons)
