import { useEffect, useState } from 'react';

/** Milliseconds since 1970, kept up to date.
 * @param everyMs how often; it stands still while `active` is false. */
export function useNow(everyMs: number, active = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return;
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs, active]);
  return now;
}
