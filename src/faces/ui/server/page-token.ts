const KEY = 'csd-token';

/** The token of this tab, kept until the tab is closed; or of this device, if the user requested that. */
export const token = {
  get: (): string | null => sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY),
  set(value: string, stays = false): void {
    (stays ? localStorage : sessionStorage).setItem(KEY, value);
  },
  drop(): void {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
  },
};
