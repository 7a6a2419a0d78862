import { enforceLimitsOf } from '../../drive/delegate/enforce-limits.ts';
import { createContext, ownProgram } from '../compose.ts';

/** Enforces the limits of one delegate until its interaction is over, alongside the csd that began it. */
export async function enforceDelegate(name: string, signal: AbortSignal): Promise<number> {
  await enforceLimitsOf(createContext({ signal, program: ownProgram() }), name);
  return 0;
}
