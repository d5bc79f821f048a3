// The line one types in: commands, reply and edit, the reply keyboard.

import { button, h, icon, word } from "./dom.js";

export class Composer {
  constructor(root, hands) {
    this.hands = hands;
    this.find = (selector) => root.querySelector(selector);
    this.input = this.find("textarea");
    this.commandList = this.find(".commands");
    this.subject = null;
    this.highlighted = -1;
    this.keyboardOpen = true;
    this.find(".send").append(icon("send"));
    this.find(".keyboard-toggle").append(icon("keys"));
    this.find(".attach").append(icon("clip"));
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.keyed(event));
    this.input.addEventListener("focus", () => this.hands.awake());
    this.find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.find(".menu-button").addEventListener("click", () => this.toggleMenu());
    this.find(".keyboard-toggle").addEventListener("click", () => this.toggleKeyboard());
    this.find(".attach").addEventListener("click", () => this.find(".picker").click());
    this.find(".picker").addEventListener("change", (event) => this.picked(event.target));
    this.find(".begin").addEventListener("click", () => this.hands.say("/start"));
  }

  show({ keyboard, menu, started, blocked }) {
    this.menu = menu;
    this.find(".menu-button").hidden = menu.length === 0;
    this.find(".line").hidden = !started || blocked;
    const begin = this.find(".begin");
    begin.hidden = started && !blocked;
    begin.textContent = word(blocked ? "restart" : "begin");
    if (JSON.stringify(keyboard) !== JSON.stringify(this.keyboard ?? null)) this.keyboardOpen = true;
    this.keyboard = keyboard;
    this.showKeyboard();
  }

  // sending

  send() {
    const text = this.input.value.trim();
    if (!text) return;
    if (this.subject?.edit) this.hands.edit(this.subject.edit, text);
    else this.hands.say(text, this.subject?.reply);
    this.clear();
  }

  picked(picker) {
    for (const file of picker.files) this.hands.file(file);
    picker.value = "";
  }

  clear() {
    this.input.value = "";
    this.setSubject(null);
    this.typed();
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 130)}px`;
    this.find(".composer").classList.toggle("has-text", this.input.value.trim() !== "");
    const asked = /^\/\w*$/.exec(this.input.value);
    if (asked && !this.subject?.edit) this.showCommands(asked[0]);
    else this.hideCommands();
  }

  keyed(event) {
    if (!this.commandList.hidden && this.commandKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.clear();
    } else if (event.key === "ArrowUp" && this.input.value === "") {
      event.preventDefault();
      this.hands.editLast();
    }
  }

  // reply and edit

  setSubject(subject) {
    this.subject = subject;
    const bar = this.find(".subject");
    bar.hidden = !subject;
    if (!subject) return;
    const cancel = button({ class: "round", "aria-label": word("cancel"), onclick: () => this.clear() }, icon("close"));
    bar.replaceChildren(icon(subject.edit ? "edit" : "reply"), h("span", {}, h("strong", {}, subject.title), h("span", {}, subject.text)), cancel);
    this.input.focus();
  }

  reply(message, name) {
    this.setSubject({ reply: message.id, title: word("reply.to", { name }), text: message.text || word("picture") });
  }

  edit(message) {
    this.setSubject({ edit: message.id, title: word("edit.title"), text: message.text });
    this.input.value = message.text;
    this.typed();
    this.input.setSelectionRange(message.text.length, message.text.length);
  }

  // commands

  toggleMenu() {
    if (this.commandList.hidden) this.showCommands("/");
    else this.hideCommands();
  }

  showCommands(prefix) {
    const found = (this.menu ?? []).filter((one) => `/${one.command}`.startsWith(prefix.toLowerCase()));
    this.commandList.replaceChildren(...found.map((one) => this.commandOption(one)));
    this.commandList.hidden = found.length === 0;
    this.find(".menu-button").setAttribute("aria-expanded", String(found.length > 0));
    this.highlight(-1);
  }

  hideCommands() {
    this.commandList.hidden = true;
    this.find(".menu-button").setAttribute("aria-expanded", "false");
  }

  commandOption({ command, description }) {
    const choose = () => {
      this.clear();
      this.hands.say(`/${command}`);
    };
    const data = { testid: "command", command };
    return h("li", { role: "option", data, onclick: choose }, h("strong", {}, `/${command}`), h("span", {}, description));
  }

  highlight(index) {
    this.highlighted = index;
    [...this.commandList.children].forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === index));
      if (position === index) option.scrollIntoView({ block: "nearest" });
    });
  }

  commandKey(event) {
    const options = this.commandList.children;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const current = options[Math.max(this.highlighted, 0)];
    if (step) this.highlight((this.highlighted + step + options.length) % options.length);
    else if (event.key === "Tab") this.complete(current.dataset.command);
    else if (event.key === "Enter" && this.highlighted >= 0) current.click();
    else if (event.key === "Escape") this.hideCommands();
    else return false;
    event.preventDefault();
    return true;
  }

  complete(command) {
    this.input.value = `/${command} `;
    this.typed();
  }

  // reply keyboard

  toggleKeyboard() {
    this.keyboardOpen = !this.keyboardOpen;
    this.showKeyboard();
  }

  showKeyboard() {
    const rows = this.keyboard?.keyboard ?? [];
    const panel = this.find(".keyboard");
    const toggle = this.find(".keyboard-toggle");
    toggle.hidden = rows.length === 0;
    toggle.setAttribute("aria-pressed", String(this.keyboardOpen));
    panel.hidden = rows.length === 0 || !this.keyboardOpen;
    panel.replaceChildren(...rows.map((row) => h("div", { class: "keys-row" }, ...row.map((key) => this.key(key)))));
    this.input.placeholder = this.keyboard?.input_field_placeholder || word("placeholder");
  }

  key(key) {
    const label = key.text ?? key;
    const onclick = () => (key.request_users ? this.hands.pick(key.request_users, label) : this.hands.press(label));
    return button({ data: { testid: "keyboard-button" }, onclick }, key.request_users ? icon("person") : null, h("span", {}, label));
  }
}

