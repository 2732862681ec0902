import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditLog, AuditQuery } from '../src/domain/audit-log.js';

const START = Date.parse('2026-11-28T10:00:00.000Z');
/** Times of the tests: so many seconds behind the first. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** An entry of a given second. */
export const anEntry = (second: number, changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: at(second),
  who: 'shop',
  keyId: '0f3a5b7c9d1e',
  address: '192.0.2.7',
  requestId: `r-${second}`,
  operation: 'addItem',
  target: { collection: 'album', id: 'ü"\'' },
  outcome: 'done',
  status: 201,
  code: null,
  ...changes,
});

/** What every AuditLog must do. @param fresh opens an empty log and gives a way to open the same entries again, as another process would. */
export function describeAuditLog(name: string, fresh: () => Promise<{ log: AuditLog; another: () => Promise<AuditLog> }>): void {
  describe(`${name} as an AuditLog`, () => {
    let log: AuditLog;
    let another: () => Promise<AuditLog>;
    beforeEach(async () => {
      ({ log, another } = await fresh());
      return () => log.close();
    });
    const seconds = async (query: Partial<AuditQuery> = {}): Promise<number[]> =>
      (await log.query({ limit: 1000, ...query })).entries.map((entry) => (Date.parse(entry.at) - START) / 1000);

    it('gives back what was written, the newest first, to whoever has it open', async () => {
      const command = anEntry(2, { who: 'command line', keyId: null, address: null, requestId: null, status: null, target: {} });
      await log.append([anEntry(1), command]);
      await log.append([anEntry(3, { outcome: 'refused', status: 403, code: 'FORBIDDEN' })]);
      const other = await another();
      const expected = {
        entries: [anEntry(3, { outcome: 'refused', status: 403, code: 'FORBIDDEN' }), command, anEntry(1)],
        next: undefined,
      };
      for (const each of [log, other]) expect(await each.query({ limit: 10 })).toEqual(expected);
      await other.close();
    });

    it('finds what fits everything that is asked for', async () => {
      await log.append([
        anEntry(1),
        anEntry(2, { who: 'ops' }),
        anEntry(3, { operation: 'deleteItem' }),
        anEntry(4, { outcome: 'refused' }),
        anEntry(5, { who: 'ops', operation: 'deleteItem', outcome: 'failed' }),
      ]);
      expect(await seconds({ who: 'ops' })).toEqual([5, 2]);
      expect(await seconds({ operation: 'deleteItem' })).toEqual([5, 3]);
      expect(await seconds({ outcome: 'refused' })).toEqual([4]);
      expect(await seconds({ since: at(2), until: at(4) })).toEqual([3, 2]);
      expect(await seconds({ who: 'ops', operation: 'deleteItem', outcome: 'failed', since: at(5), until: at(6) })).toEqual([5]);
      for (const query of [{ who: "x' OR 1=1 --" }, { who: 'ops', outcome: 'done' as const, operation: 'deleteItem' }, { since: at(6) }])
        expect(await seconds(query)).toEqual([]);
    });

    it('goes through in pages, each entry once, also while others are written', async () => {
      await log.append(Array.from({ length: 7 }, (_, n) => anEntry(n)));
      const found: number[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await log.query({ limit: 3, after });
        found.push(...page.entries.map((entry) => (Date.parse(entry.at) - START) / 1000));
        after = page.next;
        pages++;
        await log.append([anEntry(100 + pages)]);
      } while (after !== undefined);
      expect([pages, found]).toEqual([3, [6, 5, 4, 3, 2, 1, 0]]);
    });

    it('forgets what is older than a moment, and the oldest beyond a number', async () => {
      await log.append(Array.from({ length: 10 }, (_, n) => anEntry(n)));
      expect(await log.trim(at(3), 100)).toBe(3);
      expect(await seconds()).toEqual([9, 8, 7, 6, 5, 4, 3]);
      expect(await log.trim(at(0), 7)).toBe(0);
      expect(await log.trim(at(5), 2)).toBe(5);
      expect(await seconds()).toEqual([9, 8]);
      await log.append([anEntry(10)]);
      expect(await seconds()).toEqual([10, 9, 8]);
    });

    it('refuses cursors and limits that are none', async () => {
      for (const after of ['', 'x', '-1', '0', '1; DROP TABLE audit', '9'.repeat(17)])
        await expect(log.query({ limit: 1, after })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      for (const limit of [0, -1, 0.5, 1001, NaN]) await expect(log.query({ limit })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });
  });
}
