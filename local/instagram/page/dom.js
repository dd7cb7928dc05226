// Elements by hand: text only ever becomes text, whoever wrote it.

export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The shop's picture, or the first letter of its name until one loads.
export function showAvatar(element, account) {
  element.textContent = [...account.name][0] ?? "";
  if (!account.picture) return;
  const picture = el("img", { alt: "" });
  picture.onload = () => element.replaceChildren(picture);
  picture.src = account.picture;
}

const ADDRESS = /https?:\/\/[^\s<>"«»]+/g;
const TRAILING = /[.,;:!?)\]}'،؛؟…]+$/;

// Addresses become links; what follows a sentence's last word stays outside.
export function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const shown = link(address, address);
    shown.dir = "ltr"; // an address reads from left to right in an Arabic line too
    parts.push(text.slice(end, match.index), shown);
    end = match.index + address.length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}

export function link(address, ...children) {
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
