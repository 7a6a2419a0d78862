#!/usr/bin/env node
import * as z from 'zod/mini';
import manifest from '../../package.json' with { type: 'json' };
import { Stopped } from '../contract/errors.ts';
import { GUARD_WORD, HOLD_WORD } from '../contract/names.ts';
import { runCli } from '../faces/cli/main.ts';
import { createCliHost } from './compose.ts';
import { SERVICES } from './services.ts';

// Compiling a schema pays only for thousands of values; a command checks two.
z.config({ jitless: true });

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

// The first signal ends every wait, so that locks are given back and half-done work is undone; a second one just ends us.
const stop = new AbortController();
let stopped: number | undefined;
for (const [name, code] of Object.entries(SIGNALS)) {
  process.on(name, () => {
    if (stopped !== undefined) process.exit(code);
    stopped = code;
    stop.abort(new Stopped(`stopped by ${name} before it was done`));
  });
}

const [first, ...words] = process.argv.slice(2);
/** The program `cms` is this one with its name in front. */
const host = () =>
  first === GUARD_WORD
    ? import('./guard.ts').then(({ runGuard }) => process.exit(runGuard(words[0] ?? '')))
    : first === 'cms'
      ? import('./cms.ts').then(({ createCmsHost }) => createCmsHost(manifest.version, stop, words))
      : createCliHost(manifest.version, SERVICES, stop);
// What another csd calls, and no person: it stands in no help.
const isCalled = first === 'call' && words.length === 0;
const played =
  first === HOLD_WORD
    ? import('./hold-main.ts').then(({ holdDelegate }) => holdDelegate(words[0] ?? '', stop.signal))
    : isCalled
      ? import('./call-main.ts').then(({ answerCall }) => answerCall(manifest.version, stop))
      : Promise.resolve(host()).then(runCli);
played.then((code) => process.exit(stopped ?? code));
