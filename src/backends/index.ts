import type { Backend } from '../detect/backend.ts';
import { claude } from './claude.ts';

/** Every agent that `csd` can drive, by the name that `--backend` takes. */
export const BACKENDS: ReadonlyMap<string, Backend> = new Map([claude].map((backend) => [backend.name, backend]));
