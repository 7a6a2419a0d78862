import { type ChildProcess, spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { commandOf } from '../../test/program.ts';
import { CHROMIUM } from '../chromium.ts';
import type { Place } from './home.ts';
import { patience } from './wait.ts';

/** A `csd serve --ui` in the scene's home, and its page in Chromium. */
export class OpenPage {
  /** Errors of the page itself. */
  readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
  ) {
    page.on('pageerror', (error) => this.faults.push(String(error)));
  }

  /** The caller must `close` it. */
  static async open({ env }: Place, size: { width: number; height: number }, ...flags: string[]): Promise<OpenPage> {
    const { chromium } = await import('playwright-core');
    const server = spawn(...commandOf(['serve', '--ui', ...flags]), { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((done) => server.stdout?.once('data', (chunk) => done(String(chunk))));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(patience(40_000));
    const open = new OpenPage(page, server, browser);
    await page.goto(JSON.parse(line).page);
    return open;
  }

  /** Selects a session of the list. */
  async choose(name: string): Promise<void> {
    await this.page.locator(`#list li[data-session="${name}"] button`).click();
  }

  /** Waits until an element of the page has this text. */
  async shows(query: string, text: string | RegExp): Promise<void> {
    await this.page.locator(query).filter({ hasText: text }).first().waitFor();
  }

  /** Writes into the composer and sends it. */
  async send(text: string): Promise<void> {
    await this.page.locator('#message').fill(text);
    await this.page.locator('#send').click();
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.kill();
    if (this.server.exitCode === null) await new Promise((done) => this.server.once('close', done));
  }
}
