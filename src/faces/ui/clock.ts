import { useEffect, useState } from 'preact/hooks';

/** The time of day, in a component that is drawn anew each second, ms since 1970. */
export function useNow(): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
