// Everything that lies above a phone: alerts, choices, the contact picker, large pictures, context menus.

import { button, h, icon, word } from "./dom.js";

function sheet(phone, testid, ...children) {
  const dialog = h("dialog", { class: "sheet", data: { testid } }, ...children);
  document.body.append(dialog);
  placeOver(dialog, phone);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  return dialog;
}

function placeOver(dialog, phone) {
  const { left, top, width, height } = phone.getBoundingClientRect();
  dialog.style.setProperty("--x", `${left + width / 2}px`);
  dialog.style.setProperty("--y", `${top + height / 2}px`);
  dialog.style.setProperty("--w", `${Math.min(width - 40, 340)}px`);
}

export function alertOver(phone, text) {
  const close = button({ class: "wide primary", onclick: () => dialog.close() }, word("ok"));
  const dialog = sheet(phone, "alert", h("p", { class: "sheet-text" }, text), close);
}

export function choose(phone, testid, title, text, choices) {
  const buttons = choices.map((choice) =>
    button(
      {
        class: `wide ${choice.class ?? ""}`,
        data: { testid: choice.testid },
        onclick: () => {
          dialog.close();
          choice.do();
        },
      },
      choice.label,
    ),
  );
  const cancel = button({ class: "wide quiet", onclick: () => dialog.close() }, word("cancel"));
  const dialog = sheet(phone, testid, h("h2", {}, title), h("p", { class: "sheet-text" }, text), ...buttons, cancel);
}

export function pickPeople(phone, title, contacts, maximum, done) {
  const chosen = new Set();
  const confirm = button({ class: "wide primary", disabled: true, data: { testid: "picker-done" }, onclick: () => finish([...chosen]) }, word("picker.done"));
  const list = h("div", { class: "people-list", role: "listbox", "aria-multiselectable": maximum > 1 });
  const search = h("input", { type: "search", placeholder: word("picker.search"), "aria-label": word("picker.search"), oninput: () => show() });
  const dialog = sheet(phone, "picker", h("h2", {}, title), search, list, maximum > 1 ? confirm : null, button({ class: "wide quiet", onclick: () => dialog.close() }, word("cancel")));

  function finish(ids) {
    dialog.close();
    done(ids);
  }
  function toggle(contact) {
    if (maximum === 1) return finish([contact.id]);
    if (!chosen.delete(contact.id) && chosen.size < maximum) chosen.add(contact.id);
    confirm.disabled = chosen.size === 0;
    show();
  }
  function show() {
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = contacts.filter(({ name, username }) => `${name} ${username ?? ""}`.toLocaleLowerCase().includes(wanted));
    list.replaceChildren(...found.map((contact) => personOption(contact, chosen.has(contact.id), () => toggle(contact))));
    if (!found.length) list.append(h("p", { class: "sheet-text" }, word("picker.nobody")));
  }
  show();
}

function personOption(contact, selected, onclick) {
  const names = h("span", {}, h("strong", {}, contact.name), contact.username ? h("small", {}, `@${contact.username}`) : null);
  return button({ class: "person", role: "option", "aria-selected": selected, data: { testid: "picker-person" }, onclick }, avatar(contact.name), names, selected ? icon("tick") : null);
}

export function avatar(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const face = h("span", { class: "avatar", "aria-hidden": "true" }, [...name][0].toLocaleUpperCase());
  face.style.setProperty("--hue", hue);
  return face;
}

export function showPicture(message, link, openElsewhere) {
  const image = h("img", { src: message.photo.url, alt: message.text || word("picture") });
  const close = button({ class: "round", "aria-label": word("close"), onclick: () => dialog.close() }, icon("close"));
  const open = link ? button({ class: "primary", data: { testid: "picture-link" }, onclick: () => (dialog.close(), openElsewhere(link)) }, word("link.scan")) : null;
  const dialog = h("dialog", { class: "lightbox", data: { testid: "lightbox" }, "aria-label": word("picture") }, close, image, open);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function contextMenu(phone, at, items) {
  document.querySelector(".context")?.remove();
  const origin = document.activeElement;
  const menu = h("div", { class: "context", role: "menu", data: { testid: "context" } });
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => !menu.contains(event.target) && close();
  for (const item of items) {
    const onclick = () => {
      close();
      item.do();
    };
    menu.append(button({ role: "menuitem", class: item.class ?? "", data: { testid: item.testid }, onclick }, icon(item.icon), item.label));
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      origin?.focus();
    }
    moveFocus(menu, event);
  });
  document.addEventListener("pointerdown", outside, true);
  phone.append(menu);
  place(menu, phone, at);
  menu.firstElementChild.focus({ preventScroll: true });
}

function moveFocus(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}

function place(menu, phone, at) {
  const frame = phone.getBoundingClientRect();
  const [left, top] = [frame.left + phone.clientLeft, frame.top + phone.clientTop];
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = Math.min(Math.max(at.left - left, 12), phone.clientWidth - width - 12);
  const below = at.bottom - top + 4;
  const y = below + height > phone.clientHeight - 12 ? at.top - top - height - 4 : below;
  menu.style.left = `${x}px`;
  menu.style.top = `${Math.max(y, 12)}px`;
}
