import { useEffect, useState } from 'preact/hooks';
import { SETTLE_MS } from '../../top/model.ts';

/** Events after which a page is seen that was not seen before, or another window gave it the keyboard. */
const COMES_TO_SIGHT = ['focus', 'visibilitychange', 'pageshow'];

/**
 * Whether the gate with this mark has been visible long enough to be answered; without a mark there is nothing to
 * answer. A click or key that was meant for a window in front of the page must not answer it either.
 */
export function useSettled(mark: string | undefined): boolean {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      clearTimeout(timer);
      setSettled(undefined);
      timer = setTimeout(() => setSettled(mark), SETTLE_MS);
    };
    begin();
    for (const event of COMES_TO_SIGHT) window.addEventListener(event, begin);
    return () => {
      clearTimeout(timer);
      for (const event of COMES_TO_SIGHT) window.removeEventListener(event, begin);
    };
  }, [mark]);
  return mark === undefined || settled === mark;
}
