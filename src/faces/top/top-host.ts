import type { FaceHost } from '../host.ts';

/** Keys and pastes as a person makes them; a listener until the returned function is called. */
export interface Keyboard {
  listen(listener: { key(key: string): void; paste(text: string): void }): () => void;
}

/** All that the dashboard needs of its process, so that a test can stand in for it. */
export interface TopHost extends Pick<FaceHost, 'operations' | 'call' | 'pause'> {
  keyboard: Keyboard;
  terminal: {
    colours: boolean;
    size(): { columns: number; rows: number };
    onResize(listener: () => void): () => void;
  };
  /** Writes to the terminal after what was written before; false when it does not take it and the command is to end. */
  draw(text: string): Promise<boolean>;
  /** The time of day, ms since 1970. */
  time(): number;
  /** The folder of a new session unless another is given. */
  cwd: string;
  /** Which machines are watched, as `watch` and `ps` take it. */
  hosts: Record<string, unknown>;
  /** Gives the terminal to a session until the person leaves it. */
  attach(session: string): Promise<void>;
}
