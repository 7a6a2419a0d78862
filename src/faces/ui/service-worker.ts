/// <reference lib="webworker" />
declare const SHELL: readonly string[];
declare const EDITION: string;
const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `csd-shell-${EDITION}`;

/**
 * Caches only the files of the page, so that it opens without the server and says so; never a response of the server.
 */
worker.addEventListener('install', (event) => {
  const kept = async () =>
    (await caches.open(CACHE)).addAll(SHELL.map((name) => new Request(name, { cache: 'reload' })));
  event.waitUntil(kept().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  const dropOthers = async () => {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith('csd-shell-') && name !== CACHE).map((name) => caches.delete(name)),
    );
    await worker.clients.claim();
  };
  event.waitUntil(dropOthers());
});

// The server's file has precedence: an older page would talk to a newer server.
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const names = SHELL.map((name) => new URL(name, worker.registration.scope).href);
  const [address = ''] = request.url.split(/[?#]/);
  if (request.method !== 'GET' || !names.includes(address)) return;
  const fromCache = async () => (await (await caches.open(CACHE)).match(address)) ?? Response.error();
  event.respondWith(fetch(request).catch(fromCache));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const open = async () => {
    const [client] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const shown = client ? await client.focus() : await worker.clients.openWindow('./');
    shown?.postMessage(event.notification.data);
  };
  event.waitUntil(open());
});
