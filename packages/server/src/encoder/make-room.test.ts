import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeRoom, type TakenPlace } from './make-room.js';

const place = fc.record({
  bytes: fc.integer({ min: 1, max: 9 }),
  leases: fc.integer({ min: 0, max: 2 }),
  isResident: fc.boolean(),
  leaving: fc.boolean(),
  named: fc.boolean(),
});

it('closes nobody who is held, no more than is needed, and says never only where no order of giving back would do', () => {
  fc.assert(
    fc.property(
      fc.array(place, { maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(30),
      (all, bytes, maxLoaded, maxBytes) => {
        const places = all.map(({ isResident, ...rest }): TakenPlace => ({ ...rest, residents: isResident && rest.leases > 0 ? 1 : 0 }));
        const fitsWithout = (gone: readonly TakenPlace[]): boolean => {
          const left = places.filter((each) => !gone.includes(each));
          return left.length < maxLoaded && left.reduce((sum, each) => sum + each.bytes, bytes) <= maxBytes;
        };
        const idle = places.filter(({ leases }) => leases === 0);
        const room = makeRoom(places, bytes, { maxLoaded, maxBytes });
        if (room === 'never') {
          const kept = places.filter(({ residents }) => residents > 0);
          const least = kept.length === 0 ? 0 : Math.min(...kept.map((each) => each.bytes));
          expect(least + bytes).toBeGreaterThan(maxBytes);
        } else if ('close' in room) {
          expect(room.close.every((each) => idle.includes(each))).toBe(true);
          expect(fitsWithout(room.close)).toBe(true);
          if (room.close.length > 0) expect(fitsWithout(room.close.slice(0, -1))).toBe(false);
          // One with an alias goes only where all those without one do.
          if (room.close.some(({ named }) => named))
            expect(idle.filter(({ named }) => !named).every((each) => room.close.includes(each))).toBe(true);
        } else {
          expect(fitsWithout(idle)).toBe(false);
          expect(room.leave.every(({ leases, residents }) => leases > 0 && residents === 0)).toBe(true);
        }
      },
    ),
  );
});
