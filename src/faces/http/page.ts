import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { CsdError } from '../../contract/errors.ts';

/** The page for people: its files by name, and the code that is good for one sign-in. */
export interface Page {
  assets: Readonly<Record<string, string>>;
  code: string;
  token: string;
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * Serves the page at `/ui/`. Its files are no secret and are given to everybody; the token is given to the first who
 * has the code, so that a link that was printed, and may be read later, opens nothing twice.
 */
export function servePage(app: Hono, page: Page): void {
  let unused: string | undefined = page.code;
  app.get('/', (c) => c.redirect('/ui/'));
  app.get('/ui', (c) => c.redirect('/ui/'));
  app.get('/ui/', (c) => c.body(page.assets['index.html'] ?? '', 200, headersOf('index.html')));
  for (const [name, text] of Object.entries(page.assets)) {
    app.get(`/ui/${name}`, (c) => c.body(text, 200, headersOf(name)));
  }
  app.post('/ui/session', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const code = (body as { code?: unknown } | null | undefined)?.code;
    if (unused === undefined || typeof code !== 'string' || !isEqual(code, unused))
      throw new CsdError('unauthorized', 'the link was used already, or is not one of this server');
    unused = undefined;
    return c.json({ token: page.token }, 200, { 'cache-control': 'no-store' });
  });
}

function headersOf(name: string): Record<string, string> {
  return { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain', 'cache-control': 'no-cache' };
}

/** In constant time, whatever the lengths. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
