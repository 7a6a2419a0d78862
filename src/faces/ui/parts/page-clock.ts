import { useEffect, useState } from 'preact/hooks';

/** The time of day, for a component that is drawn again each second, ms since 1970. */
export function useNow(): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/**
 * Whether the page is visible, for a component that is drawn again when that changes. A hidden page needs only one
 * stream.
 */
export function useInSight(): boolean {
  const [isInSight, set] = useState(() => !document.hidden);
  useEffect(() => {
    const look = () => set(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isInSight;
}
