import {
  ANSWER_KEPT_MS,
  ANSWER_LEASE_MS,
  instantBefore,
  MOST_ANSWERS,
  type AnswerClaim,
  type AnswerKey,
  type AnswerStore,
  type StoredAnswer,
} from '../../domain/answer-store.js';

interface Kept {
  readonly fingerprint: string;
  readonly holder: string;
  readonly heardAt: string;
  readonly answer?: StoredAnswer;
}

/** What memory answer stores that are opened on it share, as processes share a database: the oldest first. */
export class MemoryAnswers {
  readonly kept = new Map<string, Kept>();
}

/** Answers in memory: what is tested on, and the plainest reading of the port. @param data may be shared by several stores. @param most requests that are remembered. */
export function openMemoryAnswerStore(data: MemoryAnswers, most: number = MOST_ANSWERS): AnswerStore {
  const nameOf = ({ caller, key }: AnswerKey): string => JSON.stringify([caller, key]);
  const own = (key: AnswerKey, holder: string): Kept | undefined => {
    const kept = data.kept.get(nameOf(key));
    return kept?.holder === holder && kept.answer === undefined ? kept : undefined;
  };
  const put = (key: AnswerKey, kept: Kept): void => {
    data.kept.delete(nameOf(key));
    data.kept.set(nameOf(key), kept);
  };
  const forget = (now: string): void => {
    for (const [name, { heardAt }] of data.kept) if (heardAt < instantBefore(now, ANSWER_KEPT_MS)) data.kept.delete(name);
    for (const [name, { answer }] of data.kept) if (data.kept.size > most && answer) data.kept.delete(name);
  };
  const begin = (key: AnswerKey, fingerprint: string, holder: string, now: string): AnswerClaim => {
    forget(now);
    const kept = data.kept.get(nameOf(key));
    if (kept && kept.fingerprint !== fingerprint) return { type: 'other' };
    if (kept?.answer) return { type: 'answered', answer: structuredClone(kept.answer) };
    if (kept && kept.heardAt > instantBefore(now, ANSWER_LEASE_MS)) return { type: 'underWay' };
    put(key, { fingerprint, holder, heardAt: now });
    return { type: 'begun' };
  };
  return {
    begin: (...args) => Promise.resolve(begin(...args)),
    extend: (key, holder, now) => {
      const kept = own(key, holder);
      if (kept) put(key, { ...kept, heardAt: now });
      return Promise.resolve();
    },
    keep: (key, holder, answer, now) => {
      const kept = own(key, holder);
      if (kept) put(key, { ...kept, heardAt: now, answer: structuredClone(answer) });
      return Promise.resolve();
    },
    release: (key, holder) => {
      if (own(key, holder)) data.kept.delete(nameOf(key));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
