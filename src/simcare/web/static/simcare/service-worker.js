// Shows what the desk pushes, and opens it. Keeps nothing: the desk needs the network, and its pages are never stored.
self.addEventListener("push", (event) => {
  const { title, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { tag: url, data: { url }, icon: "/static/simcare/mark.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, self.location.origin)));
});

async function open(url) {
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window" });
  const ours = windows.find((each) => "navigate" in each);
  if (!ours) return self.clients.openWindow(url);
  await ours.focus();
  return ours.navigate(url);
}
