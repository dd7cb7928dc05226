// What a message carries beside text: pictures, cards with buttons, a heart.

import { el, link, linked } from "./dom.js";
import { say } from "./strings.js";

export function attachmentElement(attachment, tap) {
  const { type, payload = {} } = attachment;
  if (type === "image") return picture(payload.url, "picture");
  if (type === "video") return el("video", { src: payload.url, controls: true, className: "picture" });
  if (type === "audio") return el("audio", { src: payload.url, controls: true });
  if (type === "like_heart") return el("span", { className: "heart" }, "❤️");
  if (payload.generic) return carousel(payload.generic.elements, tap);
  if (payload.button) return buttonCard(payload.button, tap);
  if (payload.url) return el("p", { className: "bubble" }, link(payload.url, say("unsupported")));
  return el("p", { className: "bubble" }, say("unsupported"));
}

function picture(address, className) {
  const image = el("img", { className, alt: say("picture"), loading: "lazy", decoding: "async" });
  image.onerror = () => image.replaceWith(el("span", { className: `${className} missing`, role: "img", "aria-label": image.alt }));
  image.src = address;
  return image;
}

function carousel(elements, tap) {
  return el("ul", { className: "cards" }, ...elements.map((one) => el("li", {}, card(one, tap))));
}

function card({ title, subtitle, image_url: image, default_action: action, buttons = [] }, tap) {
  const name = el("strong", { dir: "auto" }, action ? link(action.url, title) : title);
  const shown = image ? picture(image, "cover") : null;
  if (shown) shown.alt = title;
  const words = el("div", { className: "words" }, name, subtitle ? el("p", { dir: "auto" }, subtitle) : null);
  return el("article", { className: "card" }, shown, words, ...buttons.map((one) => button(one, tap)));
}

function buttonCard({ text, buttons }, tap) {
  const words = el("p", { className: "words", dir: "auto" }, ...linked(text));
  return el("article", { className: "card" }, words, ...buttons.map((one) => button(one, tap)));
}

function button({ type, title, url, payload }, tap) {
  if (type === "web_url") return link(url, el("span", { dir: "auto" }, title));
  return el("button", { type: "button", dir: "auto", onclick: () => tap(title, { payload, postback: true }) }, title);
}
