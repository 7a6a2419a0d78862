import { keepLimitsOf } from '../../drive/delegate/hold-limits.ts';
import { createContext, ownProgram } from '../compose.ts';

/** Enforces the limits of one delegate until its interaction is over, alongside the csd that began it. */
export async function holdDelegate(name: string, signal: AbortSignal): Promise<number> {
  await keepLimitsOf(createContext({ signal, program: ownProgram() }), name);
  return 0;
}
