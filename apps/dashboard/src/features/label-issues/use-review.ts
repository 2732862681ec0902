import { useEffect, useState } from 'react';
import { undo, withdraw, type Decision, type ReviewLog } from './review-log.js';
import { readReview, reviewKey, writeReview } from './review-storage.js';

/** What somebody has decided about the pictures of a run, and how that is changed. */
export interface Review {
  readonly log: ReviewLog;
  /** Whether what was kept of earlier could not be read. */
  readonly damaged: boolean;
  /** Whether this browser keeps it: its storage may be full, or off. */
  readonly kept: boolean;
  readonly decide: (...decisions: readonly Decision[]) => ReviewLog;
  /** @returns what was undone; undefined where there was nothing to undo. */
  readonly undo: () => Decision | undefined;
  readonly withdraw: (picture: string) => void;
}

/** The review of a run. It is kept in this browser with every change, and other windows of it see the same. */
export function useReview(run: string): Review {
  const key = reviewKey(run);
  const [state, setState] = useState(() => ({ ...readReview(localStorage.getItem(key)), kept: true }));
  useEffect(() => {
    const onChange = (event: StorageEvent): void => {
      if (event.key === key) setState({ ...readReview(event.newValue), kept: true });
    };
    window.addEventListener('storage', onChange);
    return () => window.removeEventListener('storage', onChange);
  }, [key]);
  const change = (log: ReviewLog): ReviewLog => {
    let kept = true;
    try {
      localStorage.setItem(key, writeReview(log));
    } catch {
      // Full or off: the page says that it forgets.
      kept = false;
    }
    setState({ log, damaged: false, kept });
    return log;
  };
  return {
    ...state,
    decide: (...decisions) => change([...state.log, ...decisions]),
    undo: () => {
      const before = undo(state.log);
      if (before) change(before.log);
      return before?.undone;
    },
    withdraw: (picture) => void change(withdraw(state.log, picture)),
  };
}
