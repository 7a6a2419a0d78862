import { readdirSync, readlinkSync } from 'node:fs';

/** Synchronous reads of links and folders, for resolving a path; `undefined` for anything else. */
export const links = {
  readLink(place: string): string | undefined {
    try {
      return readlinkSync(place);
    } catch {
      return undefined;
    }
  },
  list(place: string): { name: string; isFolder: boolean }[] | undefined {
    try {
      return readdirSync(place, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      }));
    } catch {
      return undefined;
    }
  },
};
