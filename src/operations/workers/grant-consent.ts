import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { findBackend } from '../../drive/session/backend-of.ts';
import { grantConsent } from '../../drive/session/consent.ts';
import type { Context } from '../../drive/session/context.ts';
import { WORKER_START_FIELDS, WORKER_START_HELP } from '../start-flags.ts';

const SAYS = {
  there: 'Consent was given before',
  given: 'Consent given',
  refused: 'Consent not given: workers can be launched with --gated',
};

/** Asks the person once whether workers may run without permission checks; only the command line can ask. */
export const grant = defineOperation({
  name: 'grant_consent',
  summary: 'agree, once, to workers without permission checks',
  input: z.strictObject({ backend: WORKER_START_FIELDS.backend }),
  output: async () => z.looseObject({ consent: z.enum(['given', 'there', 'refused']), path: z.string() }),
  describe: { backend: WORKER_START_HELP.backend },
  cli: {
    examples: ['csd grant-consent'],
    render: ({ consent, path }) => (consent === 'refused' ? SAYS.refused : `${SAYS[consent]}: ${path}`),
    exit: ({ consent }) => (consent === 'refused' ? 1 : 0),
    exitCodes: { 0: 'consent is given', 1: 'it was not given' },
  },
  run: ({ backend }, ctx: Context) => grantConsent(ctx, findBackend(ctx, backend)),
});
