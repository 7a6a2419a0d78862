import { useEffect, useState } from 'preact/hooks';
import { SETTLE_MS } from '../../top/model.ts';

/**
 * Whether the gate with this mark has been visible long enough to be answered; without a mark there is nothing to
 * answer.
 */
export function useSettled(mark: string | undefined): boolean {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(mark), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [mark]);
  return mark === undefined || settled === mark;
}
