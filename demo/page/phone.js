// One phone: a chat with the bot, seen by the person who holds it.

import { act, asDataUrl, copyToClipboard, h, icon, word } from "./dom.js";
import { alertOver, avatar, choose, contextMenu, pickPeople, showPicture } from "./dialogs.js";
import { Composer } from "./composer.js";
import { linksIn } from "./richtext.js";
import { Thread } from "./thread.js";
import { timeOf } from "./time.js";

const TOAST_MS = 2600;
const PATIENCE_MS = 500;
const TYPING_MS = 6000;
const TAP_MS = 8000;

export class Phone {
  constructor(name, desk) {
    this.name = name;
    this.desk = desk;
    this.unread = 0;
    this.waiting = new Map();
    this.settled = new Set();
    this.place = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.place.id = `phone-${name}`;
    this.place.dataset.phone = name;
    this.find = (selector) => this.place.querySelector(selector);
    this.root = this.find(".phone");
    this.find(".more").append(icon("more"));
    this.find(".to-end").prepend(icon("down"));
    this.find(".status-icons").append(icon("radio"), h("i", { class: "battery" }));
    this.thread = new Thread(this.find(".messages"), this.threadHands());
    this.composer = new Composer(this.place, this.composerHands());
    this.find(".to-end").addEventListener("click", () => this.thread.toEnd());
    this.find(".more").addEventListener("click", (event) => this.openMore(event.currentTarget.getBoundingClientRect()));
    this.dropping();
    this.place.addEventListener("pointerdown", () => this.seen());
  }

  get isFront() {
    return this.place.offsetParent !== null && !document.hidden;
  }

  do(body) {
    return act({ phone: this.name, ...body }).then((answer) => {
      if (!answer.ok) this.toast(answer.error);
      return answer;
    });
  }

  threadHands() {
    return {
      copy: (text) => this.copy(text),
      command: (text) => this.say(text),
      tap: (message, one, index, key) => this.tap(message, one, index, key),
      picture: (message) => showPicture(message, this.botLink(message), (url) => this.openElsewhere(url)),
      menu: (message, at) => this.openMenu(message, at),
      isBotLink: (url) => this.desk.isBotLink(url),
      link: (url) => this.offerLink(url),
      scrolled: (atEnd) => this.scrolled(atEnd),
    };
  }

  composerHands() {
    return {
      say: (text, replyTo) => this.say(text, replyTo),
      edit: (message, text) => this.expect(this.do({ do: "edit", message, text })),
      editLast: () => this.thread.lastOwn() && this.composer.edit(this.thread.lastOwn()),
      file: (file) => this.sendFile(file),
      press: (label) => this.expect(this.do({ do: "press", label })),
      pick: (request, label) => this.pick(request, label),
      awake: () => this.seen(),
    };
  }

  // what arrives

  showAll(view) {
    this.bot = view.bot;
    this.owner = view.name;
    this.find(".owner").textContent = word(`owner.${this.name}`, { name: view.name });
    this.place.setAttribute("aria-label", this.find(".owner").textContent);
    this.find(".peer-name").textContent = view.bot;
    this.find(".peer .avatar").replaceWith(avatar(view.bot));
    this.presence();
    this.composer.show(view);
    this.thread.replaceAll(view.messages);
    this.welcome();
  }

  news(view) {
    this.composer.show(view.status);
    const arrive = { message: "received", edited: "received", deleted: "deleted", toast: "toasted", typing: "typing" }[view.kind];
    if (arrive) this[arrive](view);
    this.welcome();
  }

  received({ message }) {
    if (!message.mine) this.answered();
    const isNew = this.thread.put(message);
    if (isNew && !message.mine && !(this.isFront && this.thread.atEnd)) this.setUnread(this.unread + 1);
  }

  deleted({ id }) {
    this.thread.remove(id);
  }

  toasted({ query_id: query, text, alert }) {
    this.answered();
    this.settled.add(query);
    this.waiting.get(query)?.();
    if (!text) return;
    if (alert) alertOver(this.root, text);
    else this.toast(text);
  }

  typing() {
    this.presence(true);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.presence(), TYPING_MS);
  }

  answered() {
    clearTimeout(this.typingTimer);
    this.presence();
    this.thread.markRead();
  }

  presence(isTyping = false) {
    const line = this.find(".presence");
    const text = word(isTyping ? "typing" : "bot");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("typing", isTyping);
  }

  welcome() {
    const list = this.find(".messages");
    const isEmpty = this.thread.messages.size === 0;
    list.querySelector(".welcome")?.remove();
    if (isEmpty) list.append(h("p", { class: "welcome" }, h("strong", {}, word("welcome.title", { bot: this.bot })), h("span", {}, word(`welcome.${this.name}`))));
  }

  showTime(now) {
    this.find(".status-time").textContent = timeOf(now);
    this.thread.nameDays();
  }

  // unread

  setUnread(count) {
    this.unread = count;
    const badge = this.find(".to-end .badge");
    badge.hidden = count === 0;
    badge.textContent = count;
    this.desk.showUnread(this.name, count);
  }

  scrolled(atEnd) {
    this.find(".to-end").hidden = atEnd;
    if (atEnd) this.seen();
  }

  seen() {
    if (this.unread && this.isFront && this.thread.atEnd) this.setUnread(0);
  }

  // what the hand does

  say(text, replyTo = null) {
    this.expect(this.do({ do: "say", text, reply_to: replyTo }));
  }

  async sendFile(file) {
    const content = (await asDataUrl(file)).split(",")[1] ?? "";
    this.expect(this.do({ do: "send_file", name: file.name, mime: file.type, content }));
  }

  dropping() {
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer.files) this.sendFile(file);
    });
  }

  expect(sent) {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.typing(), PATIENCE_MS);
    return sent;
  }

  async tap(message, one, index, key) {
    if (one.copy_text) return this.copy(one.copy_text.text);
    if (one.url) return this.followLink(one.url);
    key.classList.add("busy");
    const { query } = await this.expect(this.do({ do: "tap", message: message.id, button: index }));
    const rest = () => {
      key.classList.remove("busy");
      this.waiting.delete(query);
    };
    if (this.settled.has(query)) return rest();
    this.waiting.set(query, rest);
    setTimeout(rest, TAP_MS);
  }

  async copy(text) {
    await copyToClipboard(text);
    this.toast(word("copied"), text);
  }

  toast(text, copied = "") {
    const toast = h("div", { class: "toast", data: { testid: "toast", copied } }, text);
    this.find(".toasts").replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  pick(request, label) {
    const done = (users) => this.expect(this.do({ do: "share_users", request_id: request.request_id, users }));
    pickPeople(this.root, label, this.desk.contacts, request.max_quantity ?? 1, done);
  }

  // links to the bot

  botLink(message) {
    return linksIn(message).find((url) => this.desk.isBotLink(url));
  }

  followLink(url) {
    if (this.desk.isBotLink(url)) this.offerLink(url);
    else window.open(url, "_blank", "noopener,noreferrer");
  }

  offerLink(url) {
    choose(this.root, "link-sheet", word("link.title"), url, [
      { label: word("link.elsewhere", { name: this.desk.other(this.name).owner }), class: "primary", testid: "link-elsewhere", do: () => this.openElsewhere(url) },
      { label: word("link.here"), testid: "link-here", do: () => this.openLink(url) },
      { label: word("link.copy"), testid: "link-copy", do: () => this.copy(url) },
    ]);
  }

  openElsewhere(url) {
    const other = this.desk.other(this.name);
    this.desk.bringToFront(other.name);
    other.openLink(url);
  }

  openLink(url) {
    this.expect(this.do({ do: "open_link", url }));
  }

  // menus

  openMenu(message, at) {
    const other = this.desk.other(this.name);
    const isForwardable = message.mine && message.text && this.name === "buyer";
    const isEditable = message.mine && message.text && !message.forward;
    const forward = (hidden) => this.do({ do: "forward", message: message.id, to: other.name, hidden }).then(() => this.toast(word("forward.done")));
    const items = [
      { icon: "reply", label: word("reply"), testid: "reply", do: () => this.composer.reply(message, message.mine ? this.owner : this.bot) },
      message.text && { icon: "copy", label: word("copy"), testid: "copy", do: () => this.copy(message.text) },
      isEditable && { icon: "edit", label: word("edit"), testid: "edit", do: () => this.composer.edit(message) },
      isForwardable && { icon: "forward", label: word("forward"), testid: "forward", do: () => forward(false) },
      isForwardable && { icon: "ghost", label: word("forward.hidden"), testid: "forward-hidden", do: () => forward(true) },
    ];
    contextMenu(this.root, at, items.filter(Boolean));
  }

  openMore(at) {
    const blocked = !this.find(".begin").hidden && this.thread.messages.size > 0;
    const label = word(blocked ? "unblock" : "block");
    contextMenu(this.root, at, [{ icon: "stop", label, class: blocked ? "" : "danger", testid: "block", do: () => this.do({ do: "block", blocked: !blocked }) }]);
  }
}
