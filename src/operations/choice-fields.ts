import * as z from 'zod/mini';
import { SessionName } from '../contract/session.ts';

/** Input fields that choose an option of a gate. */
export const CHOICE_FIELDS = {
  session: SessionName,
  option: z.optional(z.int().check(z.gte(1, { error: 'options count from 1' }))),
  match: z.optional(z.string().check(z.minLength(1, { error: 'the text to match is empty' }))),
  expect: z.optional(z.string()),
};

export const CHOICE_HELP = {
  session: 'name of the session',
  option: 'the option at this place, counted from 1',
  match: 'the one option whose label is this text, or is the only one that has it as whole words',
  expect: 'the gate_id that state gave: refuse if another gate has taken its place',
};

/** The choice in the drivers' form: fields that were not given are absent. */
export function toChoice({
  option,
  match,
  expect,
}: {
  option?: number | undefined;
  match?: string | undefined;
  expect?: string | undefined;
}) {
  return {
    ...(option !== undefined && { option }),
    ...(match !== undefined && { match }),
    ...(expect !== undefined && { expect }),
  };
}
