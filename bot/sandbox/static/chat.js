// The chat page of the sandbox: shows one person's chats, sends through /sandbox/api/, listens to /sandbox/events.
"use strict";

const $ = (id) => document.getElementById(id);
const state = {
  me: null, bot: {}, users: [], chats: [], chatId: 0, thread: 0, messages: [],
  reply: null, editing: null, files: [], unread: new Map(), actions: new Map(), busy: new Set(), drafts: new Map(),
};

// ── Small helpers ────────────────────────────────────────────────────────────────────────────────

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") node.style.cssText = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

async function api(action, body = {}) {
  const form = body instanceof FormData;
  const response = await fetch(`/sandbox/api/${action}`, {
    method: "POST", body: form ? body : JSON.stringify(body), headers: form ? {} : { "Content-Type": "application/json" },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer.result;
}

async function attempt(work) {
  try { return await work(); } catch (error) { toast(`Не получилось: ${error.message}`); return undefined; }
}

let toastTimer = 0;
function toast(text, ms = 4000) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, ms);
}

const chat = () => state.chats.find((item) => item.id === state.chatId);
const clock = (date) => new Date(date * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
const fullName = (who) => who.title || [who.first_name, who.last_name].filter(Boolean).join(" ");
const isBotChat = (item) => item.type === "private";
const COLOURS = [["#ff9f83", "#e8604c"], ["#f8c868", "#e3942c"], ["#a9d878", "#46a951"], ["#7fd6e8", "#2f9fc4"],
  ["#82b1ff", "#4c74dd"], ["#c9a3f2", "#8b62d0"], ["#fd9cbc", "#d6568c"]];

function plural(n, one, few, many) {
  const tail = n % 100;
  if (tail > 10 && tail < 20) return `${n} ${many}`;
  return `${n} ${n % 10 === 1 ? one : n % 10 > 1 && n % 10 < 5 ? few : many}`;
}

function avatar(id, name, extra = "") {
  if (id === "bot" || id === state.bot.id) {
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 24 24");
    mark.innerHTML = '<path d="M5 13l4.5 4.500L19 7"/>';
    return h("span", { class: `avatar ${extra}`, style: "--a:#26b3b8;--b:#00727c" }, mark);
  }
  const [a, b] = COLOURS[Math.abs(id) % COLOURS.length];
  const initials = name.split(/\s+/).filter((word) => /^[\p{L}\d]/u.test(word)).slice(0, 2).map((word) => word[0]);
  return h("span", { class: `avatar ${extra}`, style: `--a:${a};--b:${b}` }, initials.join("").toUpperCase());
}

const chatName = (item) => (isBotChat(item) ? state.bot.name || state.bot.first_name : item.title);
const chatAvatar = (item, extra) => avatar(isBotChat(item) ? "bot" : item.id, chatName(item), extra);
const LANGUAGES = { ru: "русский", kk: "қазақша", en: "English" };

// ── Formatted text ───────────────────────────────────────────────────────────────────────────────

const SAFE_LINK = /^(https?:|tg:|mailto:|tel:)/i;
const STYLES = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

function link(url, inside) {
  const address = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  return SAFE_LINK.test(address) ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inside) : h("span", {}, inside);
}

function wrap(entity, covered, inside) {
  const kind = entity.type;
  if (STYLES[kind]) {
    const node = h(STYLES[kind], {}, inside);
    if (kind === "code") node.addEventListener("click", () => copy(covered));
    return node;
  }
  if (kind === "text_link") return link(entity.url, inside);
  if (kind === "url") return link(covered, inside);
  if (kind === "email") return link(`mailto:${covered}`, inside);
  if (kind === "spoiler") return h("span", { class: "spoiler", onclick: (e) => e.currentTarget.classList.add("open") }, h("span", {}, inside));
  if (kind === "blockquote") return h("blockquote", {}, inside);
  if (kind === "expandable_blockquote") return foldable(inside);
  if (kind === "bot_command") return h("a", { href: "#", onclick: (e) => { e.preventDefault(); sendText(covered); } }, inside);
  if (["mention", "hashtag", "text_mention", "phone_number"].includes(kind)) return h("a", {}, inside);
  return h("span", {}, inside);
}

function foldable(inside) {
  const toggle = (event) => { if (!String(getSelection())) event.currentTarget.classList.toggle("open"); };
  return h("blockquote", { class: "fold", onclick: toggle }, inside, h("span", { class: "veil" }));
}

// Entities are nested: each one takes those within it, so that quotes and spoilers may hold bold words.
function format(text, entities, from = 0, to = text.length) {
  const out = [];
  let at = from;
  const queue = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  while (queue.length) {
    const entity = queue.shift();
    const start = Math.max(entity.offset, at), end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    if (start > at) out.push(text.slice(at, start));
    const within = [];
    while (queue.length && queue[0].offset < end) within.push(queue.shift());
    out.push(wrap(entity, text.slice(start, end), format(text, within, start, end)));
    at = end;
    // A line break after a block is the block's own.
    if (/quote|pre/.test(entity.type) && text[at] === "\n" && at < to) at += 1;
  }
  if (at < to) out.push(text.slice(at, to));
  return out;
}

const wordsOf = (message) => message.text ?? message.caption ?? "";
const entitiesOf = (message) => message.entities ?? message.caption_entities ?? [];

function copy(text) {
  navigator.clipboard?.writeText(text).then(() => toast("Скопировано", 1500));
}

// ── Message contents ─────────────────────────────────────────────────────────────────────────────

const fileUrl = (file) => `/sandbox/files/${file.file_id}`;
const KINDS = { photo: "Фото", video: "Видео", animation: "GIF", voice: "Голосовое сообщение", audio: "Аудио",
  video_note: "Видеосообщение", sticker: "Стикер", document: "Файл", poll: "Опрос", location: "Геопозиция", venue: "Место",
  contact: "Контакт", dice: "Кубик", story: "История" };
const kindOf = (message) => Object.keys(KINDS).find((kind) => message[kind]);

function summary(message) {
  if (!message) return "";
  const kind = kindOf(message), words = wordsOf(message).replace(/\s+/g, " ");
  if (kind === "poll") return `Опрос: ${message.poll.question}`;
  if (kind) return words ? `${KINDS[kind]}, ${words}` : KINDS[kind];
  return words || serviceText(message) || "Сообщение";
}

function serviceText(message) {
  const who = fullName(message.sender_chat || message.from || {});
  if (message.new_chat_members) return `${who} добавляет: ${message.new_chat_members.map(fullName).join(", ")}`;
  if (message.left_chat_member) return `${fullName(message.left_chat_member)} больше не в чате`;
  if (message.migrate_to_chat_id) return "Группа стала супергруппой";
  if (message.migrate_from_chat_id) return "Супергруппа создана из группы";
  if (message.forum_topic_created) return `Тема создана: ${message.forum_topic_created.name}`;
  return "";
}

function photos(messages) {
  const many = messages.length > 1, odd = messages.length % 3;
  const box = h("div", { class: `photos ${many ? "many" : "one"}` });
  messages.forEach((message, index) => {
    const size = message.photo ? message.photo.at(-1) : message[kindOf(message)].thumbnail;
    const left = messages.length - index;
    const shape = !many ? "" : odd === 1 && left === 1 ? "full" : odd === 2 && left <= 2 ? "half" : "";
    box.append(tile(message, size, shape, many));
  });
  return box;
}

function tile(message, size, shape, many) {
  const image = size ? h("img", { src: fileUrl(size), alt: "Фото", class: message.has_media_spoiler ? "veiled" : "" }) : null;
  let style = "";
  if (size && !many) {
    const width = Math.round(Math.min(400, size.width, 420 * size.width / size.height));
    style = `width:${Math.max(width, 130)}px;max-width:100%;aspect-ratio:${size.width}/${Math.min(size.height, size.width * 2)}`;
  } else if (!size) style = "width:260px;max-width:100%;aspect-ratio:16/9";
  const open = () => {
    if (image?.classList.contains("veiled")) image.classList.remove("veiled");
    else if (message.photo) openPhoto(size);
  };
  const tag = message.photo ? null : h("span", { class: "tag" }, KINDS[kindOf(message)]);
  return h("button", { type: "button", class: shape, style, onclick: open, "aria-label": "Открыть фото" }, image, tag);
}

function openPhoto(size) {
  $("viewer").firstElementChild.src = fileUrl(size);
  $("viewer").hidden = false;
}

const sizeText = (bytes) => (bytes > 1e6 ? `${(bytes / 1048576).toFixed(1)} МБ` : `${Math.max(1, Math.round(bytes / 1024))} КБ`);

function fileRow(disc, title, note, href) {
  return h(href ? "a" : "div", { class: "file", href, target: "_blank" }, h("span", { class: "disc" }, disc), h("span", {}, h("b", {}, title), h("small", {}, note)));
}

function voice(message) {
  const bars = Array.from({ length: 28 }, (_, n) => h("i", { style: `height:${5 + ((n * 37 + message.message_id * 13) % 17)}px` }));
  return h("div", { class: "file" }, h("span", { class: "disc" }, "▶"), h("span", {}, h("span", { class: "wave" }, bars), h("small", {}, `0:0${message.voice.duration % 10}`)));
}

function poll(message) {
  const options = message.poll.options.map((option) => h("li", {}, option.text));
  return h("div", { class: "poll" }, h("b", {}, message.poll.question), h("small", {}, "Анонимный опрос"), h("ul", {}, options));
}

function attachment(message) {
  const kind = kindOf(message), item = message[kind];
  if (kind === "voice") return voice(message);
  if (kind === "poll") return poll(message);
  if (kind === "sticker") return h("div", { class: "sticker" }, item.emoji || "👍");
  if (kind === "dice") return h("div", { class: "sticker" }, item.emoji);
  if (kind === "document") {
    const disc = item.thumbnail ? h("img", { src: fileUrl(item.thumbnail), alt: "" }) : icon("file");
    return fileRow(disc, item.file_name || "Файл", sizeText(item.file_size || 0), fileUrl(item));
  }
  if (kind === "audio") return fileRow("♪", item.title || item.file_name, "Аудио");
  if (kind === "video_note") return fileRow("◉", "Видеосообщение", `${item.duration} с`);
  if (kind === "location") return fileRow("⌖", message.venue?.title || "Геопозиция", message.venue?.address || `${item.latitude}, ${item.longitude}`);
  if (kind === "venue") return fileRow("⌖", item.title, item.address);
  if (kind === "contact") return fileRow("☎", item.first_name, item.phone_number);
  if (kind === "story") return fileRow("◌", "История", "Пересланная история");
  return h("div", { class: "words" }, "Сообщение этого вида здесь не показывается");
}

function forwardedFrom(origin) {
  const who = origin.sender_user ? fullName(origin.sender_user) : origin.sender_user_name || fullName(origin.chat || origin.sender_chat || {});
  return h("div", { class: "from" }, "Переслано от ", h("b", {}, who));
}

function quoted(message) {
  const who = fullName(message.sender_chat || message.from || {});
  const jump = () => { const node = document.querySelector(`[data-ids~="${message.message_id}"]`); node?.scrollIntoView({ block: "center", behavior: "smooth" }); node?.classList.add("flash"); setTimeout(() => node?.classList.remove("flash"), 1500); };
  return h("button", { class: "quote", type: "button", onclick: jump }, h("b", {}, who), h("span", {}, summary(message)));
}

// The room which the time needs beside the last line of the words, in pixels.
const metaRoom = (message, out) => 44 + (out ? 22 : 0) + (message.edit_date ? 70 : 0) + 7 * (message.author_signature || "").length;

function meta(message, out, low) {
  const marks = [message.author_signature, message.edit_date && "изменено", clock(message.date)].filter(Boolean).join(" ");
  const ticks = out ? ticksIcon() : null;
  return h("span", { class: `meta ${low ? "low" : ""}` }, marks, ticks);
}

function ticksIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.innerHTML = '<path d="M1.5 13l4.5 4.500L15 7M11 16.500l1 1L21.5 7" stroke-width="2.2"/>';
  return svg;
}

// ── One bubble ───────────────────────────────────────────────────────────────────────────────────

function bubble(group, item) {
  const [first] = group.messages, spoken = group.messages.find(wordsOf) || first, words = wordsOf(spoken);
  const kind = kindOf(first);
  const pictures = ["photo", "video", "animation"].includes(kind) ? group.messages.filter((m) => ["photo", "video", "animation"].includes(kindOf(m))) : [];
  const bare = (kind === "sticker" || kind === "dice") && !first.reply_to_message;
  const big = !kind && /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(words);
  const node = h("div", { class: `bubble ${pictures.length ? "media" : ""} ${bare ? "bare" : ""} ${big ? "emoji" : ""}` });
  if (group.named) node.append(authorLine(first, item));
  if (first.forward_origin && !first.is_automatic_forward) node.append(forwardedFrom(first.forward_origin));
  if (first.reply_to_message && !first.reply_to_message.forum_topic_created) node.append(quoted(first.reply_to_message));
  if (pictures.length) node.append(photos(pictures));
  else if (kind) node.append(...group.messages.map(attachment));
  if (words) node.append(h("div", { class: "words", style: `--meta-room:${metaRoom(spoken, group.out)}px` }, format(words, entitiesOf(spoken))));
  const reactions = group.messages.flatMap((message) => message.sandbox?.reactions || []);
  if (reactions.length) node.append(h("div", { class: "reactions" }, reactions.map((one) => h("span", {}, one.emoji || "★"))));
  node.append(meta(spoken, group.out, Boolean(words)));
  return node;
}

function authorLine(message, item) {
  const who = message.sender_chat || message.from, index = Math.abs(who.id) % COLOURS.length;
  const role = message.sender_chat && message.sender_chat.id === item.id && item.type !== "channel" ? "аноним" : message.is_automatic_forward ? "канал" : message.from?.is_bot && !message.sender_chat ? "бот" : "";
  return h("div", { class: "author", style: `--who:${who.id === state.bot.id ? "#00838f" : COLOURS[index][1]}` }, fullName(who), h("small", {}, role));
}

function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard || [];
  if (!rows.length) return null;
  return h("div", { class: "keys" }, rows.map((row) => h("div", {}, row.map((button) => key(message, button)))));
}

function key(message, button) {
  const id = `${message.message_id}:${button.callback_data}`;
  const style = `${button.url ? "url" : ""} ${state.busy.has(id) ? "busy" : ""}`;
  return h("button", { type: "button", class: style, onclick: () => pressKey(message, button, id) }, button.text);
}

async function pressKey(message, button, id) {
  if (button.url) return void (SAFE_LINK.test(button.url) && open(button.url, "_blank", "noopener"));
  if (button.copy_text) return copy(button.copy_text.text);
  if (!button.callback_data) return toast("Эта кнопка работает только в Telegram");
  state.busy.add(id);
  renderMessages();
  const answer = await attempt(() => api("press", { user: state.me.id, chat: state.chatId, message_id: message.message_id, button: button.callback_data }));
  state.busy.delete(id);
  renderMessages();
  if (answer === null) toast("Бот пока не ответил на нажатие");
  if (answer?.text) answer.show_alert ? alertBox(answer.text) : toast(answer.text);
}

// ── The list of messages ─────────────────────────────────────────────────────────────────────────

function grouped(item) {
  const groups = [];
  let before = null;
  for (const message of state.messages) {
    if (state.thread && message.message_thread_id !== state.thread) continue;
    const album = message.media_group_id && groups.find((known) => known.messages[0].media_group_id === message.media_group_id);
    if (album) { album.messages.push(message); continue; }
    const group = { messages: [message], service: serviceText(message), out: message.sandbox.author_id === state.me.id && item.type !== "channel" };
    group.by = group.service ? "" : JSON.stringify([message.sender_chat?.id, message.from?.id]);
    group.first = !before || before.by !== group.by || message.date - before.messages.at(-1).date > 600;
    group.named = !group.out && group.first && item.type !== "private" && !group.service;
    if (before) before.last = group.first;
    groups.push(before = group);
  }
  if (before) before.last = true;
  return groups;
}

function row(group, item) {
  const [first] = group.messages;
  const ids = group.messages.map((message) => message.message_id).join(" ");
  if (group.service) return h("div", { class: "service", "data-ids": ids }, group.service);
  const who = first.sender_chat || first.from || item;
  const face = item.type === "private" || group.out || item.type === "channel" ? null : avatar(who.id, fullName(who), "small");
  const side = `row ${group.out ? "out" : "in"} ${group.first ? "first" : ""} ${group.last ? "last" : ""}`;
  const menu = (event) => { if (!event.target.closest("a") && !String(getSelection())) { event.preventDefault(); messageMenu(event, group); } };
  const stack = h("div", { class: "stack", oncontextmenu: menu, ondblclick: () => startReply(group.messages[0]) }, bubble(group, item), keyboard(group.messages.at(-1)));
  holdForMenu(stack, group);
  return h("div", { class: side, "data-ids": ids }, face, stack);
}

const drawn = new Map();
function renderMessages(jump = false) {
  const item = chat(), box = $("scroll");
  if (!item) return;
  const atEnd = jump || box.scrollHeight - box.scrollTop - box.clientHeight < 140;
  const nodes = [], kept = new Set();
  let day = "";
  for (const group of grouped(item)) {
    const date = new Date(group.messages[0].date * 1000).toLocaleDateString("ru", { day: "numeric", month: "long" });
    if (date !== day) nodes.push(remembered(`day${date}`, date, kept, () => h("div", { class: "day" }, date)));
    day = date;
    const busy = [...state.busy].filter((id) => group.messages.some((message) => id.startsWith(`${message.message_id}:`)));
    const signature = JSON.stringify([group, busy, state.chatId]);
    nodes.push(remembered(`m${group.messages[0].message_id}`, signature, kept, () => row(group, item)));
  }
  for (const name of drawn.keys()) if (!kept.has(name)) drawn.delete(name);
  if (!nodes.length && isBotChat(item)) nodes.push(welcome());
  settle($("list"), nodes);
  state.atEnd = atEnd;
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// Nodes that did not change stay, and with them opened spoilers, quotes and loaded pictures.
function remembered(name, signature, kept, make) {
  kept.add(name);
  const known = drawn.get(name);
  if (known?.signature === signature) return known.node;
  const node = make();
  drawn.set(name, { signature, node });
  return node;
}

function settle(box, nodes) {
  nodes.forEach((node, index) => { if (box.children[index] !== node) box.insertBefore(node, box.children[index] || null); });
  while (box.children.length > nodes.length) box.lastElementChild.remove();
}

function welcome() {
  const text = state.bot.description || "Напишите черновик или пришлите фото: бот ответит, можно ли это публиковать.";
  const hint = state.bot.connected ? null : h("p", {}, "Бот ещё не подключился к песочнице.");
  return h("div", { class: "welcome" }, avatar("bot", ""), h("h2", {}, state.bot.name || state.bot.first_name), h("p", {}, text), hint);
}

// ── Lists, heads, composer ───────────────────────────────────────────────────────────────────────

function renderPeople() {
  settle($("people"), state.users.map((user) => h("button", { type: "button", class: "person", "aria-pressed": String(user.id === state.me.id), onclick: () => become(user.id) },
    h("span", { class: "face" }, avatar(user.id, fullName(user))), h("span", { class: "name" }, user.first_name), h("small", {}, LANGUAGES[user.language_code] || user.language_code))));
  $("me").replaceChildren(avatar(state.me.id, fullName(state.me), "small"), h("small", {}, (state.me.language_code || "").toUpperCase()));
}

function renderChats() {
  const order = [...state.chats].sort((a, b) => isBotChat(b) - isBotChat(a) || (b.last?.date || 0) - (a.last?.date || 0));
  settle($("chats"), order.map((item) => {
    const active = actionText(item), unread = state.unread.get(`${state.me.id}:${item.id}`);
    const author = item.last && !isBotChat(item) && item.type !== "channel" && item.last.from ? `${item.last.from.first_name}: ` : "";
    return h("button", { type: "button", class: "chat", "data-chat": item.id, "aria-current": String(item.id === state.chatId), onclick: () => openChat(item.id) },
      chatAvatar(item), h("span", { class: "title" }, chatName(item)), h("span", { class: "when" }, item.last ? clock(item.last.date) : ""),
      h("span", { class: `last ${active ? "typing" : ""}` }, active || (item.last ? author + summary(item.last) : CHAT_KINDS[item.type])), unread ? h("span", { class: "badge" }, String(unread)) : null);
  }));
}

const CHAT_KINDS = { private: "бот", group: "группа", supergroup: "супергруппа", channel: "канал" };
const ACTIONS = { typing: "печатает", upload_photo: "отправляет фото", upload_document: "отправляет файл", choose_sticker: "выбирает стикер" };

function actionText(item) {
  const active = state.actions.get(item.id);
  return active && active.until > Date.now() ? ACTIONS[active.action] || "отвечает" : "";
}

function renderHead() {
  const item = chat();
  if (!item) return;
  const counted = item.type === "channel" ? plural(item.members, "подписчик", "подписчика", "подписчиков") : plural(item.members, "участник", "участника", "участников");
  const about = isBotChat(item) ? (state.bot.connected ? "бот" : "бот не подключён") : `${CHAT_KINDS[item.type]}, ${counted}`;
  const active = actionText(item);
  $("head").replaceChildren(chatAvatar(item), h("div", { style: "min-width:0" }, h("div", { class: "title" }, chatName(item)), h("div", { class: `status ${active ? "active" : ""}` }, active || about)));
  renderTopics(item);
}

function renderTopics(item) {
  const topics = Object.entries(item.topics || {});
  $("topics").hidden = !topics.length;
  const all = [["0", "Все темы"], ...topics];
  $("topics").replaceChildren(...all.map(([id, name]) => h("button", { type: "button", "aria-pressed": String(state.thread === Number(id)), onclick: () => { state.thread = Number(id); renderHead(); renderMessages(true); } }, name)));
}

function renderComposer() {
  const item = chat();
  if (!item) return;
  const fresh = isBotChat(item) && !state.me.started && !state.messages.length;
  const locked = isBotChat(item) && state.me.blocked, shut = fresh || locked || !item.may_write;
  document.querySelector(".line").hidden = shut;
  $("start").hidden = !shut;
  $("start").disabled = !item.may_write;
  $("start").className = item.may_write ? "start" : "note";
  $("start").textContent = !item.may_write ? "Писать в канал могут только администраторы" : locked ? "Разблокировать бота" : "Запустить";
  $("commands").hidden = !isBotChat(item) || !state.bot.commands?.length;
  $("text").placeholder = item.type === "channel" ? "Публикация в канале" : state.users.length > 1 && !isBotChat(item) ? `Сообщение от имени: ${state.me.first_name}` : "Черновик или вопрос";
  renderContext();
  renderReplyKeys(item);
}

function renderContext() {
  const message = state.editing || state.reply;
  $("context").hidden = !message;
  if (!message) return;
  const title = state.editing ? "Изменение" : `В ответ: ${fullName(message.sender_chat || message.from)}`;
  const close = h("button", { type: "button", class: "icon", "aria-label": "Отменить", onclick: () => { if (state.editing) setText(""); state.editing = state.reply = null; renderContext(); } }, icon("close"));
  $("context").replaceChildren(icon(state.editing ? "edit" : "reply"), h("span", { class: "quote" }, h("b", {}, title), h("span", {}, summary(message))), close);
}

function renderReplyKeys(item) {
  const rows = item.keyboard?.keyboard || [];
  $("keyboard").hidden = !rows.length;
  $("keyboard").replaceChildren(...rows.map((line) => h("div", {}, line.map((button) => h("button", { type: "button", onclick: () => sendText(button.text || button) }, button.text || button)))));
}

function setText(value) {
  $("text").value = value;
  fitText();
}

function fitText() {
  $("text").style.height = "auto";
  $("text").style.height = `${Math.min($("text").scrollHeight, 200)}px`;
}

// ── What a person does ───────────────────────────────────────────────────────────────────────────

const place = () => ({ user: state.me.id, chat: state.chatId, thread: state.thread || undefined });

async function sendText(text) {
  const reply = state.reply?.message_id;
  state.reply = null;
  renderContext();
  const sent = await attempt(() => api("send", { ...place(), text, reply_to: reply }));
  if (sent) state.me.started = true;
  return sent;
}

async function submit(event) {
  event?.preventDefault();
  const text = $("text").value.trim(), editing = state.editing;
  if (!text) return;
  setText("");
  state.editing = null;
  renderContext();
  const done = editing ? await attempt(() => api("edit", { ...place(), message_id: editing.message_id, text })) : await sendText(text);
  if (done === undefined) setText(text);
}

async function sendFiles(files, text, asDocument) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...place(), reply_to: state.reply?.message_id, text })) if (value) form.append(name, value);
  if (asDocument) form.append("as_document", "true");
  files.forEach((file, index) => form.append(`file${index}`, file, file.name || "photo.png"));
  state.reply = null;
  renderContext();
  if (await attempt(() => api("send", form))) state.me.started = true;
}

function startReply(message) {
  state.reply = message;
  state.editing = null;
  renderContext();
  $("text").focus();
}

function startEdit(message) {
  state.editing = message;
  state.reply = null;
  renderContext();
  setText(wordsOf(message));
  $("text").focus();
}

const KIND_MENU = [["voice", "Голосовое"], ["video_note", "Видеосообщение"], ["video", "Видео (пустое)"], ["animation", "GIF (пустой)"], ["sticker", "Стикер"],
  ["poll", "Опрос"], ["location", "Геопозиция"], ["contact", "Контакт"], ["dice", "Кубик"]];

function sendKind(kind) {
  const details = kind === "poll" ? { question: "Когда провести субботник?", options: ["В пятницу", "В субботу"] } : {};
  return attempt(() => api("kind", { ...place(), kind, details }));
}

// ── Menus and dialogs ────────────────────────────────────────────────────────────────────────────

function openMenu(point, entries) {
  const menu = $("menu");
  menu.replaceChildren(...entries.filter(Boolean).map(([name, text, act, danger]) => h("button", { type: "button", role: "menuitem", class: danger ? "danger" : "", onclick: () => { menu.hidden = true; act(); } }, typeof name === "string" ? (name ? icon(name) : null) : name, h("span", {}, text))));
  menu.hidden = false;
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(point.x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, point.up || point.y + height > innerHeight - 8 ? point.y - height : point.y)}px`;
}

const below = (node) => { const box = node.getBoundingClientRect(); return { x: box.right - 220, y: box.bottom + 4 }; };
const above = (node) => { const box = node.getBoundingClientRect(); return { x: box.left, y: box.top - 10, up: true }; };

function messageMenu(event, group) {
  const spoken = group.messages.find(wordsOf) || group.messages[0];
  const own = spoken.sandbox.author_id === state.me.id && !spoken.forward_origin;
  const ids = group.messages.map((message) => message.message_id);
  openMenu({ x: event.clientX, y: event.clientY }, [
    ["reply", "Ответить", () => startReply(spoken)],
    own && (spoken.text || spoken.photo || spoken.document) && ["edit", "Изменить", () => startEdit(spoken)],
    wordsOf(spoken) && ["copy", "Копировать текст", () => copy(wordsOf(spoken))],
    ["forward", "Переслать…", () => forwardBox(ids)],
    ["trash", "Удалить", () => attempt(() => api("delete", { ...place(), message_ids: ids })), true],
  ]);
}

// Fingers hold a message, mice use the right button.
function holdForMenu(node, group) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  node.addEventListener("touchstart", (event) => { const [touch] = event.touches; stop(); timer = setTimeout(() => messageMenu(touch, group), 480); }, { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) node.addEventListener(name, stop, { passive: true });
}

function dialog(title, body, buttons) {
  const box = $("dialog"), close = () => box.close();
  const keys = buttons.map(([text, act, main]) => h("button", { type: "button", class: main ? "main" : "", onclick: () => { close(); act?.(); } }, text));
  box.replaceChildren(h("h2", {}, title), ...[body].flat(), h("footer", {}, keys));
  box.onclick = (event) => { if (event.target === box) close(); };
  if (!box.open) box.showModal();
}

const alertBox = (text) => dialog(state.bot.name || state.bot.first_name, h("p", {}, text), [["Понятно", null, true]]);

function forwardBox(ids) {
  const pick = state.chats.filter((item) => item.may_write).map((item) => h("button", { type: "button", onclick: async () => { $("dialog").close(); if (await attempt(() => api("forward", { ...place(), message_ids: ids, to: item.id }))) openChat(item.id); } }, chatAvatar(item, "small"), chatName(item)));
  dialog("Куда переслать?", h("div", { class: "pick" }, pick), [["Отмена"]]);
}

function filesBox() {
  if (!state.files.length) return void $("dialog").close();
  const pictures = state.files.every((file) => /^(image|video)\//.test(file.type));
  const drop = (index) => { state.files.splice(index, 1); filesBox(); };
  const shown = state.files.map((file, index) => h("figure", { class: state.files.length === 1 ? "single" : "" }, file.type.startsWith("image/") ? h("img", { src: URL.createObjectURL(file), alt: file.name }) : file.name, h("button", { type: "button", "aria-label": "Убрать", onclick: () => drop(index) }, icon("close"))));
  const caption = h("textarea", { rows: 2, maxlength: 1024, placeholder: "Подпись", id: "caption" }), plain = h("input", { type: "checkbox", id: "as-document" });
  caption.value = $("text").value;
  const send = () => { const files = state.files; state.files = []; setText(""); sendFiles(files, caption.value.trim(), plain.checked || !pictures); };
  caption.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); $("dialog").close(); send(); } });
  const title = pictures ? (state.files.length > 1 ? plural(state.files.length, "фото", "фото", "фото") + " одним альбомом" : "Отправить фото") : "Отправить файл";
  const more = state.files.length < 10 && ["Добавить", () => { (pictures ? $("photos") : $("documents")).click(); }];
  dialog(title, [h("div", { class: "preview" }, shown), h("label", {}, "Подпись", caption), pictures ? h("label", { class: "check" }, plain, "Без сжатия, как файл") : null].filter(Boolean),
    [more, ["Отмена", () => { state.files = []; }], ["Отправить", send, true]].filter(Boolean));
  caption.focus();
}

function addFiles(list) {
  if (!list.length || document.querySelector(".line").hidden) return;
  state.files = [...state.files, ...list].slice(0, 10);
  filesBox();
}

function faultBox() {
  const kinds = [["429", "429: слишком часто"], ["500", "500: ошибка сервера"], ["502", "502: плохой шлюз"], ["403", "403: бот заблокирован"], ["slow", "Медленный ответ"], ["drop", "Обрыв до выполнения"], ["drop_after", "Обрыв после выполнения"], ["drop_download", "Обрыв загрузки файла"], ["truncated", "Файл обрезан"]];
  const kind = h("select", {}, kinds.map(([value, text]) => h("option", { value }, text))), method = h("input", { value: "send*" });
  const count = h("input", { type: "number", min: 1, value: 1 }), seconds = h("input", { type: "number", min: 1, value: 3 });
  const order = () => attempt(async () => { await api("fault", { kind: kind.value, method: method.value || "*", count: count.value, seconds: seconds.value, retry_after: seconds.value }); toast("Сбой заказан"); });
  dialog("Устроить сбой Telegram", [h("label", {}, "Какой", kind), h("label", {}, "Для каких методов (например, send*)", method), h("label", {}, "Сколько раз", count), h("label", {}, "Секунды (задержка, retry_after)", seconds)],
    [["Снять все", () => attempt(() => api("faults", { clear: true }))], ["Отмена"], ["Заказать", order, true]]);
}

function personBox() {
  const name = h("input", { placeholder: "Имя Фамилия" }), language = h("select", {}, Object.entries(LANGUAGES).map(([value, text]) => h("option", { value }, text)));
  const add = () => attempt(async () => { const user = await api("add_user", { name: name.value || "Гость", language: language.value }); await become(user.id); });
  dialog("Новый человек", [h("label", {}, "Имя", name), h("label", {}, "Язык приложения", language)], [["Отмена"], ["Добавить", add, true]]);
}

function roomMenu() {
  const item = chat();
  const change = (change, extra = {}) => attempt(() => api("member", { chat: item.id, by: state.me.id, change, ...extra }));
  const entries = [];
  if (isBotChat(item)) {
    const blocked = state.me.blocked;
    entries.push(["block", blocked ? "Разблокировать бота" : "Заблокировать бота", () => attempt(() => api("block", { user: state.me.id, blocked: !blocked })), !blocked]);
  } else if (["creator", "administrator"].includes(item.status)) {
    const inside = ["member", "administrator"].includes(item.bot_status), channel = item.type === "channel";
    if (!inside && !channel) entries.push(["user", "Добавить бота", () => change("add")]);
    if (item.bot_status !== "administrator") entries.push(["star", "Сделать бота администратором", () => change("promote")]);
    if (item.bot_status === "administrator" && !channel) entries.push(["user", "Снять права у бота", () => change("demote")]);
    if (inside) entries.push(["trash", "Удалить бота", () => change("kick"), true]);
  }
  openMenu(below($("room-menu")), [...entries, ...toolEntries()]);
}

const toolEntries = () => [
  ["bolt", "Устроить сбой…", faultBox],
  ["list", "Журнал обмена", () => open("/sandbox/transcript.txt", "_blank")],
  ["user", "Новый человек…", personBox],
];

// ── State and events ─────────────────────────────────────────────────────────────────────────────

async function refresh() {
  const world = await api("state", { user: state.me?.id });
  Object.assign(state, { me: world.me, bot: world.bot, users: world.users, chats: world.chats });
  if (!chat()) state.chatId = state.chats[0]?.id || 0;
  for (const item of state.chats) if (item.action) state.actions.set(item.id, { action: item.action.action, until: item.action.until * 1000 });
  renderPeople();
  renderChats();
  renderHead();
  renderComposer();
}

async function load(jump = true) {
  const wanted = state.chatId, list = await api("messages", { user: state.me.id, chat: wanted });
  if (wanted !== state.chatId) return;
  state.messages = list;
  renderMessages(jump);
  renderComposer();
}

async function openChat(id) {
  state.drafts.set(`${state.me.id}:${state.chatId}`, $("text").value);
  Object.assign(state, { chatId: id, thread: 0, reply: null, editing: null, messages: [] });
  state.unread.delete(`${state.me.id}:${id}`);
  $("app").dataset.view = "room";
  setText(state.drafts.get(`${state.me.id}:${id}`) || "");
  renderChats();
  renderHead();
  drawn.clear();
  await load();
}

async function become(id) {
  const held = chat();
  state.me = { id };
  state.chatId = held && !isBotChat(held) ? held.id : id;
  await refresh();
  localStorage.setItem("user", id);
  const view = $("app").dataset.view;
  await openChat(state.chats.some((item) => item.id === state.chatId) ? state.chatId : id);
  $("app").dataset.view = view;
}

const RECEIVE = {
  hello: async () => { await refresh(); await load(false); },
  world: refresh,
  action: ({ chat: id, action }) => { state.actions.set(id, { action, until: Date.now() + 5000 }); setTimeout(() => { renderHead(); renderChats(); }, 5100); },
  message: ({ chat: id, message }) => received(id, message),
  edited: ({ chat: id, message }) => {
    if (id === state.chatId) state.messages = state.messages.map((old) => (old.message_id === message.message_id ? message : old));
    const item = state.chats.find((one) => one.id === id);
    if (item?.last?.message_id === message.message_id) item.last = message;
  },
  deleted: ({ chat: id, message_id: gone }) => { if (id === state.chatId) state.messages = state.messages.filter((old) => old.message_id !== gone); },
};

function received(id, message) {
  const item = state.chats.find((one) => one.id === id), own = message.sandbox.author_id === state.me.id;
  if (item) item.last = message;
  if (message.sandbox.author_id === state.bot.id) state.actions.delete(id);
  if (id === state.chatId && !state.messages.some((old) => old.message_id === message.message_id)) {
    state.messages.push(message);
    renderMessages(own);
    if (id === state.me.id) renderComposer();
  } else if (item && !own) state.unread.set(`${state.me.id}:${id}`, (state.unread.get(`${state.me.id}:${id}`) || 0) + 1);
}

function listen() {
  const source = new EventSource("/sandbox/events");
  source.onmessage = async (event) => {
    const told = JSON.parse(event.data);
    await RECEIVE[told.type]?.(told);
    renderChats();
    renderHead();
    if (["edited", "deleted"].includes(told.type)) renderMessages();
  };
}

// ── Wires ────────────────────────────────────────────────────────────────────────────────────────

function attachMenu() {
  openMenu(above($("attach")), [["photo", "Фото или видео", () => $("photos").click()], ["file", "Файл", () => $("documents").click()],
    ["more", "Другой вид сообщения…", () => openMenu(above($("attach")), KIND_MENU.map(([kind, text]) => ["", text, () => sendKind(kind)]))]]);
}

function wire() {
  $("composer").addEventListener("submit", submit);
  $("text").addEventListener("input", fitText);
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !matchMedia("(pointer: coarse)").matches) submit(event);
    if (event.key === "ArrowUp" && !$("text").value) { const mine = state.messages.filter((m) => m.sandbox.author_id === state.me.id && m.text).at(-1); if (mine) { event.preventDefault(); startEdit(mine); } }
    if (event.key === "Escape") { state.reply = state.editing = null; renderContext(); }
  });
  $("attach").addEventListener("click", (event) => { event.stopPropagation(); attachMenu(); });
  $("commands").addEventListener("click", (event) => { event.stopPropagation(); openMenu(above($("commands")), state.bot.commands.map((item) => ["", h("span", {}, `/${item.command}`, h("small", {}, item.description)), () => sendText(`/${item.command}`)])); });
  for (const id of ["photos", "documents"]) $(id).addEventListener("change", (event) => { addFiles([...event.target.files]); event.target.value = ""; });
  $("start").addEventListener("click", () => (state.me.blocked ? attempt(() => api("block", { user: state.me.id, blocked: false })) : sendText("/start")));
  $("back").addEventListener("click", () => { $("app").dataset.view = "list"; });
  $("me").addEventListener("click", (event) => { event.stopPropagation(); openMenu(below($("me")), state.users.map((user) => [avatar(user.id, fullName(user), "small"), h("span", {}, fullName(user), h("small", {}, LANGUAGES[user.language_code] || "")), () => become(user.id)])); });
  $("room-menu").addEventListener("click", (event) => { event.stopPropagation(); roomMenu(); });
  $("side-menu").addEventListener("click", (event) => { event.stopPropagation(); openMenu(below($("side-menu")), toolEntries()); });
  $("viewer").addEventListener("click", () => { $("viewer").hidden = true; });
  $("down").addEventListener("click", () => { $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: "smooth" }); });
  $("scroll").addEventListener("scroll", () => { const box = $("scroll"); const left = box.scrollHeight - box.scrollTop - box.clientHeight; $("down").hidden = left < 300; state.atEnd = left < 140; });
  // A phone's keyboard or a quoted message above the composer must not cover the last message.
  new ResizeObserver(() => { if (state.atEnd) $("scroll").scrollTop = $("scroll").scrollHeight; }).observe($("scroll"));
  $("list").addEventListener("load", () => { const box = $("scroll"); if (box.scrollHeight - box.scrollTop - box.clientHeight < 500) box.scrollTop = box.scrollHeight; }, true);
  document.addEventListener("click", (event) => { if (!event.target.closest("#menu")) $("menu").hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") $("viewer").hidden = $("menu").hidden = true; });
  document.addEventListener("paste", (event) => { const files = [...event.clipboardData.files]; if (files.length) { event.preventDefault(); addFiles(files); } });
  wireDrop(document.querySelector(".room"));
}

function wireDrop(room) {
  let depth = 0;
  const show = (change) => { depth = Math.max(0, depth + change); $("drop").hidden = depth === 0; };
  room.addEventListener("dragenter", (event) => { event.preventDefault(); show(1); });
  room.addEventListener("dragleave", () => show(-1));
  room.addEventListener("dragover", (event) => event.preventDefault());
  room.addEventListener("drop", (event) => { event.preventDefault(); depth = 0; $("drop").hidden = true; addFiles([...event.dataTransfer.files]); });
}

wire();
state.me = { id: Number(localStorage.getItem("user")) || 0 };
listen();
