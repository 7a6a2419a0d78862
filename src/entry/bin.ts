#!/usr/bin/env node
import { getEventListeners } from 'node:events';
import * as z from 'zod/mini';
import manifest from '../../package.json' with { type: 'json' };
import { createClock } from '../adapters/create-clock.ts';
import { Stopped } from '../contract/errors.ts';
import { EARLIER_ENFORCE_WORD, ENFORCE_WORD, GUARD_WORD } from '../contract/names.ts';
import { runCli } from '../faces/cli/main.ts';
import { createCliHost, type Stop } from './compose.ts';
import { SERVICES } from './services.ts';

// Compiling a schema pays only for thousands of values; a command checks two.
z.config({ jitless: true });

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A terminal and the parent process may both pass on one Ctrl-C: signals within this time count as one, ms. */
const SAME_MS = 150;
/** How long a command with a final report may take once it has to end at once, ms. */
const LAST_WORDS_MS = 500;

// The first signal ends every wait, so that locks are released and unfinished work is undone. A second one ends the
// process at once, except for the final report of a command that has one.
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
/** The program `cms` is this one with its name as the first argument. */
const host = () =>
  first === GUARD_WORD
    ? import('./internal/guard-hook.ts').then(({ runGuard }) => process.exit(runGuard(words[0] ?? '')))
    : first === 'cms'
      ? import('./cms/cms.ts').then(({ createCmsHost }) => createCmsHost(manifest.version, stop, words))
      : createCliHost(manifest.version, SERVICES, stop);
// Called by another csd, not by people, so it is not in the help.
const isCalled = first === 'call' && words.length === 0;
const played =
  first === ENFORCE_WORD || first === EARLIER_ENFORCE_WORD
    ? import('./internal/enforce-main.ts').then(({ enforceDelegate }) => enforceDelegate(words[0] ?? '', stop.signal))
    : isCalled
      ? import('./internal/call-main.ts').then(({ answerCall }) => answerCall(manifest.version, stop))
      : Promise.resolve(host()).then(runCli);
played.then((code) => process.exit(stopped ?? code));
