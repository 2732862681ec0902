import { byCodePoint } from '@supcon/core/photos';
import { changedFeedback, feedbackCursor, isToldAlready, requireFeedbackLimit, requireFeedbackRoom } from '../../domain/feedback-rules.js';
import type { FeedbackCounts, FeedbackFilter, FeedbackRecord, FeedbackStore } from '../../domain/feedback-store.js';

/** What memory feedback stores that are opened on it share, as processes share a database. */
export class MemoryFeedback {
  readonly rows = new Map<string, { readonly number: number; record: FeedbackRecord }>();
  nextNumber = 1;
}

/** Feedback in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several stores. */
export function openMemoryFeedbackStore(data: MemoryFeedback): FeedbackStore {
  const answer = async <T>(action: () => T): Promise<T> => structuredClone(await Promise.resolve().then(action));
  const fitting = (filter: FeedbackFilter) => [...data.rows.values()].filter(({ record }) => fits(record, filter));
  const bytesOf = (records: readonly FeedbackRecord[]): number => records.reduce((sum, { picture }) => sum + (picture?.bytes ?? 0), 0);
  return {
    record: (id, told, picture, bounds, now) =>
      answer(() => {
        const row = data.rows.get(id);
        const unused = (kept: FeedbackRecord): string | null =>
          [picture, row?.record.picture].find((each) => each && each.blob !== kept.picture?.blob)?.blob ?? null;
        if (row && isToldAlready(row.record, told)) return { change: 'unchanged', record: row.record, unused: unused(row.record) };
        const record = row
          ? changedFeedback(row.record, told, picture, now)
          : { ...told, id, picture, createdAt: now, updatedAt: now, earlier: [] };
        const usage = { records: data.rows.size, bytes: bytesOf([...data.rows.values()].map((each) => each.record)) };
        const more = { records: row ? 0 : 1, bytes: bytesOf([record]) - bytesOf(row ? [row.record] : []) };
        requireFeedbackRoom(usage, more, bounds);
        const given = { change: row ? ('changed' as const) : ('created' as const), record, unused: unused(record) };
        data.rows.set(id, { number: row?.number ?? data.nextNumber++, record: structuredClone(record) });
        return given;
      }),
    get: (id) => answer(() => data.rows.get(id)?.record),
    list: ({ after, limit, ...filter }) =>
      answer(() => {
        const [below, most] = [feedbackCursor(after), requireFeedbackLimit(limit)];
        const found = fitting(filter)
          .filter(({ number }) => number < below)
          .sort((a, b) => b.number - a.number);
        const page = found.slice(0, most);
        return { records: page.map(({ record }) => record), next: found.length > page.length ? String(page.at(-1)!.number) : undefined };
      }),
    counts: (filter, most) =>
      answer(() =>
        countFeedback(
          fitting(filter).map(({ record }) => record),
          most,
        ),
      ),
    forget: (id) =>
      answer(() => {
        const row = data.rows.get(id);
        data.rows.delete(id);
        return row?.record;
      }),
    scour: () => Promise.resolve(),
    blobsInUse: (blobs) =>
      answer(() => {
        const used = new Set([...data.rows.values()].flatMap(({ record }) => record.picture?.blob ?? []));
        return blobs.filter((blob) => used.has(blob));
      }),
    close: () => Promise.resolve(),
  };
}

function fits({ label, predicted, mayTrain, updatedAt }: FeedbackRecord, filter: FeedbackFilter): boolean {
  return (
    (filter.label === undefined || label === filter.label) &&
    (filter.disagrees === undefined || (predicted !== null && (predicted.label !== label) === filter.disagrees)) &&
    (filter.mayTrain === undefined || mayTrain === filter.mayTrain) &&
    (filter.since === undefined || updatedAt >= filter.since) &&
    (filter.until === undefined || updatedAt < filter.until)
  );
}

function countFeedback(records: readonly FeedbackRecord[], most: number): FeedbackCounts {
  const tally = (some: readonly FeedbackRecord[]) => ({
    compared: some.filter(({ predicted }) => predicted !== null).length,
    right: some.filter(({ predicted, label }) => predicted?.label === label).length,
  });
  const grouped = (keyOf: (record: FeedbackRecord) => string | undefined): [string, FeedbackRecord[]][] => {
    const groups = new Map<string, FeedbackRecord[]>();
    for (const record of records) {
      const key = keyOf(record);
      if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), record]);
    }
    return [...groups].sort(([a, one], [b, other]) => other.length - one.length || byCodePoint(a, b)).slice(0, most);
  };
  const pictures = records.flatMap(({ picture }) => picture ?? []);
  return {
    records: records.length,
    ...tally(records),
    pictures: pictures.length,
    bytes: pictures.reduce((sum, { bytes }) => sum + bytes, 0),
    labels: grouped(({ label }) => label).map(([label, some]) => ({ label, records: some.length, ...tally(some) })),
    pairs: grouped(({ label, predicted }) => predicted?.label && `${label}\n${predicted.label}`).map(([, some]) => ({
      label: some[0]!.label,
      predicted: some[0]!.predicted!.label,
      records: some.length,
    })),
    models: grouped(({ predicted }) => (predicted ? `${predicted.model?.name ?? ''}/${predicted.model?.version ?? ''}` : undefined)).map(
      ([, some]) => ({
        model: some[0]!.predicted!.model,
        ...tally(some),
        unknown: some.filter(({ predicted }) => predicted?.unknown === true).length,
      }),
    ),
  };
}
