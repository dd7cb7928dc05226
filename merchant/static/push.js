// The service worker of the console: shows what the shop is told, and opens the page that it is about.
// It keeps nothing and fetches nothing; what it shows came encrypted for this browser.
"use strict";

const CONSOLE = "/console/";

// Only pages of our own console are opened, whatever a message says.
function pageOf(url) {
  try {
    const page = new URL(url, self.location.origin);
    const ours = page.origin === self.location.origin && page.pathname.startsWith(CONSOLE);
    return ours ? page.href : self.location.origin + CONSOLE;
  } catch {
    return self.location.origin + CONSOLE;
  }
}

function told(event) {
  try {
    return event.data.json();
  } catch {
    return {};
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A browser wants something shown for each message, so one that cannot be read shows that there is something to see to.
self.addEventListener("push", (event) => {
  const { title = "تنبيه من متجرك", body = "Something to see to", url = CONSOLE, tag = "alert" } = told(event);
  const shown = { body, tag, renotify: true, requireInteraction: true, lang: "ar", dir: "auto", data: { url: pageOf(url) } };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pageOf(event.notification.data?.url ?? CONSOLE)));
});

// In a window of the console that is there already, else in a new one.
async function open(page) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = windows.find((one) => new URL(one.url).pathname.startsWith(CONSOLE));
  if (ours === undefined) return self.clients.openWindow(page);
  const focused = await ours.focus();
  return focused.url === page ? focused : focused.navigate(page).catch(() => self.clients.openWindow(page));
}
