#!/usr/bin/env node
import { getEventListeners } from 'node:events';
import * as z from 'zod/mini';
import manifest from '../../package.json' with { type: 'json' };
import { createClock } from '../adapters/clock.ts';
import { Stopped } from '../contract/errors.ts';
import { GUARD_WORD, HOLD_WORD } from '../contract/names.ts';
import { runCli } from '../faces/cli/main.ts';
import { createCliHost, type Stop } from './compose.ts';
import { SERVICES } from './services.ts';

// Compiling a schema pays only for thousands of values; a command checks two.
z.config({ jitless: true });

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A terminal and whatever runs us may both pass on one Ctrl-C: what comes within this time is the same signal, ms. */
const SAME_MS = 150;
/** How long a command that has something left to say may take once it is to end at once, ms. */
const LAST_WORDS_MS = 500;

// The first signal ends every wait, so that locks are given back and half-done work is undone; a second one just ends us,
// but for the last words of a command that has some.
const clock = createClock();
const hurry = new AbortController();
const stop: Stop = Object.assign(new AbortController(), { hurry: hurry.signal });
let stopped: number | undefined;
let stoppedAt = 0;
for (const [name, code] of Object.entries(SIGNALS)) {
  process.on(name, () => {
    if (stopped === code && clock.elapsed() - stoppedAt < SAME_MS) return;
    if (stopped !== undefined) {
      if (hurry.signal.aborted || getEventListeners(hurry.signal, 'abort').length === 0) process.exit(code);
      hurry.abort();
      void clock.sleep(LAST_WORDS_MS).then(() => process.exit(code));
      return;
    }
    stopped = code;
    stoppedAt = clock.elapsed();
    stop.abort(new Stopped(`stopped by ${name} before it was done`));
  });
}

const [first, ...words] = process.argv.slice(2);
/** The program `cms` is this one with its name in front. */
const host = () =>
  first === GUARD_WORD
    ? import('./internal/guard.ts').then(({ runGuard }) => process.exit(runGuard(words[0] ?? '')))
    : first === 'cms'
      ? import('./cms/cms.ts').then(({ createCmsHost }) => createCmsHost(manifest.version, stop, words))
      : createCliHost(manifest.version, SERVICES, stop);
// What another csd calls, and no person: it stands in no help.
const isCalled = first === 'call' && words.length === 0;
const played =
  first === HOLD_WORD
    ? import('./internal/hold-main.ts').then(({ holdDelegate }) => holdDelegate(words[0] ?? '', stop.signal))
    : isCalled
      ? import('./internal/call-main.ts').then(({ answerCall }) => answerCall(manifest.version, stop))
      : Promise.resolve(host()).then(runCli);
played.then((code) => process.exit(stopped ?? code));
