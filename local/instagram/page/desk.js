// What is not Instagram's: who is writing, which shop, the owner's switch, the language. Beside the phone where there
// is room, a sheet over it where there is none.

import { get, post } from "./api.js";
import { $, el } from "./dom.js";
import { language, otherLanguage, say } from "./strings.js";

const WIDE = matchMedia("(min-width: 900px) and (min-height: 520px)");

export class Desk {
  constructor(who) {
    this.who = who;
    this.dialog = $("desk");
    $("open-desk").onclick = () => this.#open();
    $("close-desk").onclick = () => this.dialog.close();
    $("new-customer").onclick = () => newCustomer(who.account).then((customer) => location.assign(address({ ...who, customer })));
    $("owner").addEventListener("click", () => this.stepAside());
    $("language").textContent = say("other");
    $("language").lang = language === "ar" ? "en" : "ar";
    $("language").onclick = otherLanguage;
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && !WIDE.matches && this.dialog.close());
    WIDE.addEventListener("change", () => this.#settle());
    this.#settle();
  }

  // Where it lies over the phone, what was done there is to be seen.
  stepAside() {
    if (!WIDE.matches) this.dialog.close();
  }

  // A burst of bubbles is one look at the list, and none while nobody sees it.
  refreshSoon() {
    clearTimeout(this.timer);
    if (this.dialog.open) this.timer = setTimeout(() => this.refresh().catch(() => {}), 300);
  }

  async refresh() {
    const { shops, customers } = await get(`/chat/people?${new URLSearchParams(accountOf(this.who))}`);
    $("people").replaceChildren(...customers.toReversed().map((one) => this.#person(one)));
    $("shops-section").hidden = shops.length < 2;
    $("shops").replaceChildren(...shops.map((one) => this.#shop(one)));
  }

  #settle() {
    if (this.dialog.open) this.dialog.close();
    // Beside the phone it must not take the focus from the message field.
    if (WIDE.matches) this.dialog.setAttribute("open", "");
  }

  #open() {
    this.refresh().catch(() => {});
    if (!WIDE.matches) this.dialog.showModal();
  }

  #person({ id, number, text }) {
    const name = el("strong", {}, say("customer", { number }));
    const newest = el("span", { className: "newest", dir: "auto" }, text ?? say("nothingYet"));
    const badge = el("span", { className: "badge", "aria-hidden": "true" }, String(number));
    return line(address({ ...this.who, customer: id }), id === this.who.customer, badge, el("span", {}, name, newest));
  }

  #shop({ id, name }) {
    return line(address({ account: id }), id === this.who.account, el("strong", { dir: "auto" }, name));
  }
}

export async function newCustomer(account) {
  return (await post("/chat/people", accountOf({ account }))).id;
}

export const address = (who) => `?${new URLSearchParams(who)}`;

const accountOf = ({ account }) => (account ? { account } : {});

function line(href, current, ...children) {
  const anchor = el("a", { href, className: "line" }, ...children);
  if (current) anchor.setAttribute("aria-current", "true");
  return el("li", {}, anchor);
}
