import { type ChildProcess, spawn } from 'node:child_process';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { CHROMIUM, hasChromium } from '../../scripts/chromium.ts';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox } from './sandbox.ts';

/** What the tests of the page need. */
export const hasPage = hasTmux && hasChromium;

/** A running `csd serve --ui`: its process, and the line that it printed. */
export interface PageServer {
  child: ChildProcess;
  page: string;
  read_only_page: string;
  url: string;
  token_file: string;
  read_only_token_file: string;
}

/** A sandbox with a browser; each test gets a new server and page, and the page must have had no error after it. */
export interface Desk {
  readonly sandbox: Sandbox;
  server: PageServer;
  page: Page;
  /** The errors of the page; a connection that was cut on purpose is not one. */
  readonly faults: string[];
  serve(args?: string[]): Promise<PageServer>;
  /** Ends the server, as a person would or by force. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** A separate page, with its own storage. */
  open(options?: BrowserContextOptions): Promise<Page>;
}

/** Sets up a desk for the tests of a `describe`. */
export function deskOfTests(): Desk {
  // A story has many steps, each of which waits for an agent, a server and a browser.
  vi.setConfig({ testTimeout: 150_000 });
  let browser: Browser;
  let sandbox: Sandbox | undefined;
  const faults: string[] = [];
  const desk = {
    get sandbox() {
      if (!sandbox) throw new Error('there is no sandbox yet');
      return sandbox;
    },
    faults,
    async serve(args: string[] = ['--ui']) {
      const child = spawn(...commandOf(['serve', ...args]), {
        env: desk.sandbox.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      const line = await new Promise<string>((done) => {
        child.stdout?.on('data', (chunk) => {
          text += chunk;
          if (text.endsWith('\n')) done(text);
        });
      });
      desk.server = { child, ...JSON.parse(line) };
      return desk.server;
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      const { child } = desk.server;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await new Promise((done) => child.once('close', done));
    },
    async open(options: BrowserContextOptions = {}) {
      const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        // The browser itself logs a lost connection.
        if (message.type() === 'error' && !/Failed to load resource|net::/.test(message.text()))
          faults.push(message.text());
      });
      return page;
    },
  } as Desk;
  beforeAll(async () => {
    sandbox = new Sandbox();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.dispose();
  });
  beforeEach(async () => {
    faults.length = 0;
    await desk.serve();
    desk.page = await desk.open();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await desk.stop();
    expect(faults).toEqual([]);
  });
  return desk;
}

/** The row of a session in the list. */
export function rowOf(page: Page, name: string): Locator {
  return page.locator(`#list li[data-session="${name}"]`);
}

/** Opens a session of the list. */
export async function openSession(page: Page, name: string): Promise<void> {
  await rowOf(page, name).locator('button').click();
}

/** Waits until the state of the open session, or another element, has this text. */
export function waitFor(page: Page, text: string, place: Locator = page.locator('#state')): Promise<void> {
  return place.filter({ hasText: text }).waitFor({ timeout: 40_000 });
}
