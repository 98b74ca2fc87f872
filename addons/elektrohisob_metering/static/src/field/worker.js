/* Service worker of the page of field crews: the page opens without a line too.

   The newest answer of the server is kept; without a line the kept one is shown.
   Nothing that is sent passes here: the page keeps it and sends it again itself. */
const CACHE = "elektrohisob-field-1";

function isKept(request) {
    const url = new URL(request.url);
    return (
        request.method === "GET" &&
        url.origin === self.location.origin &&
        (url.pathname === "/elektrohisob/field" ||
            url.pathname.startsWith("/elektrohisob_metering/static/src/field/"))
    );
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
    event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
    if (!isKept(event.request)) {
        return;
    }
    event.respondWith(
        fetch(event.request)
            .then((response) => {
                if (response.ok && !response.redirected) {
                    const copy = response.clone();
                    caches.open(CACHE).then((cache) => cache.put(event.request, copy));
                }
                return response;
            })
            .catch(() => caches.match(event.request).then((kept) => kept || Response.error())),
    );
});
