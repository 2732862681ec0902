import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anEntry } from '../../test/audit-log-conformance.js';
import { MemoryAudit, openMemoryAuditLog } from '../adapters/memory/memory-audit-log.js';
import type { AuditLog } from '../domain/audit-log.js';
import { createAuditTrail, ENTRIES_LOST, type AuditTrail, type AuditTrailOptions } from './audit-trail.js';

const START = Date.parse('2026-11-28T10:00:00.000Z');

let data: MemoryAudit;
let log: AuditLog;
let lines: { msg: string }[];
beforeEach(() => {
  vi.useFakeTimers({ now: START });
  data = new MemoryAudit();
  log = openMemoryAuditLog(data);
  lines = [];
});
afterEach(() => vi.useRealTimers());
const trailOf = (options: Partial<AuditTrailOptions> = {}): AuditTrail =>
  createAuditTrail({
    log,
    logger: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string }) }),
    now: () => new Date(),
    flushMs: 250,
    maxWaiting: 5,
    days: 2,
    rows: 1000,
    ...options,
  });
const record = (trail: AuditTrail, n: number): void => {
  const { at: _, ...entry } = anEntry(0, { requestId: `r-${n}` });
  trail.record(entry);
};
const written = (): (string | null)[] => data.entries.map(({ entry }) => entry.requestId ?? entry.operation);

describe('createAuditTrail', () => {
  it('writes together what comes together, and finds at once what was taken in', async () => {
    const append = vi.spyOn(log, 'append');
    const trail = trailOf();
    for (let n = 0; n < 4; n++) record(trail, n);
    expect(data.entries).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect([append.mock.calls.length, written()]).toEqual([1, ['r-0', 'r-1', 'r-2', 'r-3']]);
    record(trail, 4);
    const { entries } = await trail.query({ limit: 1 });
    expect(entries).toMatchObject([{ requestId: 'r-4', at: new Date(START + 250).toISOString() }]);
    record(trail, 5);
    await trail.close();
    expect(written().at(-1)).toBe('r-5');
  });

  it('goes on while the log cannot be written, writes what found room when it can, once, and says how many are missing', async () => {
    const append = vi.spyOn(log, 'append').mockRejectedValue(new Error('the disk is full'));
    const trail = trailOf();
    for (let n = 0; n < 3; n++) record(trail, n);
    await vi.advanceTimersByTimeAsync(1000);
    for (let n = 3; n < 12; n++) record(trail, n);
    await vi.advanceTimersByTimeAsync(1000);
    expect([trail.lost, data.entries]).toEqual([7, []]);
    expect(append.mock.calls.length).toBeGreaterThan(3);
    // Said once, however often it was tried.
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('the audit log cannot be written')]);
    append.mockRestore();
    await vi.advanceTimersByTimeAsync(250);
    expect(written()).toEqual(['r-0', 'r-1', 'r-2', 'r-3', 'r-4', ENTRIES_LOST]);
    expect(data.entries.at(-1)!.entry).toMatchObject({ who: 'server', target: { entries: '7' }, outcome: 'failed' });
    record(trail, 12);
    await trail.close();
    expect(written().slice(5)).toEqual([ENTRIES_LOST, 'r-12']);
  });

  it('loses nothing that is taken in while others are being written', async () => {
    const append = log.append.bind(log);
    vi.spyOn(log, 'append').mockImplementation(async (entries) => {
      // As a thread does: what was sent is what there was then.
      const sent = structuredClone(entries);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await append(sent);
    });
    const trail = trailOf({ maxWaiting: 100 });
    for (let n = 0; n < 30; n++) {
      record(trail, n);
      await vi.advanceTimersByTimeAsync(60);
    }
    const closing = trail.close();
    await vi.advanceTimersByTimeAsync(1000);
    await closing;
    expect(written()).toEqual(Array.from({ length: 30 }, (_, n) => `r-${n}`));
    expect(trail.lost).toBe(0);
  });

  it('keeps the log within its days and rows', async () => {
    const old = new Date(START - 3 * 86_400_000).toISOString();
    await log.append([anEntry(0, { at: old }), ...Array.from({ length: 6 }, (_, n) => anEntry(n))]);
    const trail = trailOf({ rows: 4 });
    record(trail, 1);
    await vi.advanceTimersByTimeAsync(250);
    expect(written()).toEqual(['r-3', 'r-4', 'r-5', 'r-1']);
    await trail.close();
  });
});
