import { useEffect, useState } from 'preact/hooks';

/** What asks is not answered sooner than this after it came, ms: a click that was meant for the one before it answers nothing. */
const SETTLE_MS = 500;

/** Whether what has this mark has been shown long enough to be answered; what has none asks nothing. */
export function useSettled(mark: string | undefined): boolean {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(mark), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [mark]);
  return mark === undefined || settled === mark;
}
