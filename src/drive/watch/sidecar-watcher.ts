import { sayFailure } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { findHeir, findSidecar, listSidecars } from '../session/sidecars/sidecar-store.ts';

/** The events of the sidecar watcher. */
export interface SidecarEvents {
  met(sidecar: Sidecar): void;
  missing(name: string): void;
  /** A sidecar that cannot be read. */
  broken(message: string): void;
  /** All sidecars have been read. */
  listed(names: ReadonlySet<string>): void;
}

/** Reads sidecars as they come and go, one reading after the other; requests during a reading are merged into one. */
export class SidecarWatcher {
  private readonly names = new Set<string>();
  private all = false;
  private reading = false;

  constructor(
    private readonly ctx: Context,
    private readonly events: SidecarEvents,
  ) {}

  /** Something has changed in the folder: this file, or any. Files that are not sidecars are ignored. */
  changed(file: string | undefined): void {
    const name = file === undefined ? undefined : /^([^.].*)\.json$/.exec(file)?.[1];
    if (name !== undefined) this.names.add(name);
    else if (file === undefined) this.all = true;
    else return;
    void this.read();
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    while (this.all || this.names.size > 0) {
      const names = [...this.names];
      const all = this.all;
      this.names.clear();
      this.all = false;
      if (all) await this.readAll();
      else for (const name of names) await this.readOne(name);
    }
    this.reading = false;
  }

  private async readAll(): Promise<void> {
    const { sidecars, broken } = await listSidecars(this.ctx).catch((error: unknown) => {
      this.events.broken(sayFailure(error));
      return { sidecars: [], broken: [] };
    });
    for (const { path, error } of broken) this.events.broken(`the sidecar ${path} cannot be read: ${error}`);
    for (const sidecar of sidecars) this.events.met(sidecar);
    this.events.listed(new Set(sidecars.map(({ name }) => name)));
  }

  private async readOne(name: string): Promise<void> {
    try {
      const sidecar = await findSidecar(this.ctx, name);
      if (sidecar) return this.events.met(sidecar);
      // The new file may be reported later than the removal of the old one.
      const heir = await findHeir(this.ctx, name);
      if (heir) this.events.met(heir);
      this.events.missing(name);
    } catch (error) {
      this.events.broken(sayFailure(error));
      this.events.missing(name);
    }
  }
}
