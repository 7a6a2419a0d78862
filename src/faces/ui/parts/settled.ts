import { useEffect, useState } from 'preact/hooks';
import { SETTLE_MS } from '../../top/model.ts';

/** Whether what has this mark has been shown long enough to be answered; what has none asks nothing. */
export function useSettled(mark: string | undefined): boolean {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(mark), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [mark]);
  return mark === undefined || settled === mark;
}
