import { closeSync, openSync, readSync } from 'node:fs';

/** Eight unpredictable letters, digits, `-` and `_`. Read from the kernel: loading `node:crypto` takes 2 ms. */
export function randomName(): string {
  const bytes = Buffer.alloc(6);
  const source = openSync('/dev/urandom', 'r');
  try {
    readSync(source, bytes);
  } finally {
    closeSync(source);
  }
  return bytes.toString('base64url');
}
