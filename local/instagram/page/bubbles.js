// One message as an element: bubble, carried things, what became of it, and its time for those who ask.

import { attachmentElement } from "./cards.js";
import { el, linked, showAvatar } from "./dom.js";
import { locale, say } from "./strings.js";
import { timeOf } from "./times.js";

const ONLY_EMOJI = new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");
const fullTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

export const isOwn = (message) => message.by === "customer";

// The owner's words are the shop's, and yet not the product's: they stand in a group of their own.
export const sameVoice = (one, other) =>
  isOwn(one) === isOwn(other) && (one.by === "owner") === (other.by === "owner");

export function bubbleElement(message, { account, quoted, tap }) {
  const body = el("div", { className: "body" }, heard(message, account.name));
  if (message.by === "owner") body.append(el("p", { className: "by" }, say("byOwner")));
  if (message.comment) {
    body.append(el("p", { className: "answers" }, say("answersComment")));
    body.append(el("p", { className: "quote", dir: "auto" }, message.comment));
  }
  if (quoted?.text) body.append(el("p", { className: "quote", dir: "auto" }, quoted.text));
  if (message.text) body.append(words(message.text));
  body.append(...message.attachments.map((one) => attachmentElement(one, tap)));
  const row = el("div", { className: "row" }, isOwn(message) ? null : avatar(account), body);
  return el("div", { className: "message" }, row, el("time", { className: "at" }));
}

// All that can change of a message later; its words stay as they are, so that nothing is read aloud twice.
export function showFate(element, message, retry) {
  element.querySelector(".fate")?.remove();
  const fate = fateOf(message, retry);
  if (fate) element.querySelector(".body").append(fate);
  const time = element.querySelector(".at");
  time.dateTime = new Date(message.at).toISOString();
  time.title = fullTime.format(message.at);
  time.textContent = timeOf(message.at);
}

function avatar(account) {
  const face = el("span", { className: "avatar small", "aria-hidden": "true" });
  showAvatar(face, account);
  return face;
}

function words(text) {
  const className = ONLY_EMOJI.test(text) ? "bubble emoji" : "bubble";
  // The corners follow the page's direction, the words their own.
  return el("div", { className }, el("p", { dir: "auto" }, ...linked(text)));
}

// Who speaks is seen by side and colour; a screen reader is told.
function heard(message, shop) {
  return el("span", { className: "hidden" }, `${isOwn(message) ? say("you") : shop}: `);
}

function fateOf(message, retry) {
  const status = message.status ?? say("noAnswer");
  if (message.state === "sending") return el("p", { className: "fate" }, say("sending"));
  if (message.state === "failed") return again(say("failed"), message, retry);
  if (message.delivery === "retrying") return el("p", { className: "fate" }, say("retrying", { status }));
  if (message.delivery !== "dropped") return null;
  const told = say("dropped", { status });
  return message.client_id ? again(told, message, retry) : el("p", { className: "fate" }, told);
}

function again(told, message, retry) {
  return el("button", { type: "button", className: "fate failed", onclick: () => retry(message) }, told);
}
