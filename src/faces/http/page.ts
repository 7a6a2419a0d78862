import type { Hono } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import { isSameSecret } from '../is-same-secret.ts';
import type { Access } from './check-access.ts';

/** A code for one sign-in, and the token that it is exchanged for. */
export interface SignIn {
  code: string;
  token: string;
  access: Access;
}

/** The web page: its files by name, and the possible sign-ins. */
export interface Page {
  assets: Readonly<Record<string, string>>;
  signIns: readonly SignIn[];
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};

/**
 * Serves the page at `/ui/`. Its files are not secret and are served to everyone; the token is given only to the first
 * client with its code, so that a printed link that someone reads later is useless.
 */
export function servePage(app: Hono, page: Page): void {
  const unused = new Set(page.signIns);
  app.get('/', (c) => c.redirect('/ui/'));
  app.get('/ui', (c) => c.redirect('/ui/'));
  app.get('/ui/', (c) => c.body(page.assets['index.html'] ?? '', 200, headersOf('index.html')));
  for (const [name, text] of Object.entries(page.assets)) {
    app.get(`/ui/${name}`, (c) => c.body(text, 200, headersOf(name)));
  }
  app.post('/ui/session', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const code = (body as { code?: unknown } | null | undefined)?.code;
    const found = typeof code === 'string' ? [...unused].find((one) => isSameSecret(code, one.code)) : undefined;
    if (found === undefined)
      throw new CsdError('unauthorized', 'the link was already used, or is not one of this server');
    unused.delete(found);
    return c.json({ token: found.token, access: found.access }, 200, { 'cache-control': 'no-store' });
  });
}

function headersOf(name: string): Record<string, string> {
  return { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain', 'cache-control': 'no-cache' };
}
