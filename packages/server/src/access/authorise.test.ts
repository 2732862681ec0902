import { describe, expect, it } from 'vitest';
import { authorise } from './authorise.js';
import type { Role } from '../domain/role.js';
import type { Principal } from './principal.js';

const withRoles = (...roles: Role[]): Principal => ({ id: 'key-1', kind: 'key', roles });
const may = (principal: Principal, role: Role | 'public'): boolean => {
  try {
    authorise(principal, { operation: 'doIt', role }, {});
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'FORBIDDEN' });
    return false;
  }
};

describe('authorise', () => {
  it.each([
    [[], [true, false, false, false]],
    [['reader'], [true, true, false, false]],
    [['writer'], [true, true, true, false]],
    [['admin'], [true, true, true, true]],
    [
      ['reader', 'admin'],
      [true, true, true, true],
    ],
  ] as [Role[], boolean[]][])('lets %j do what is public, and what readers, writers and admins do: %j', (roles, expected) => {
    expect((['public', 'reader', 'writer', 'admin'] as const).map((role) => may(withRoles(...roles), role))).toEqual(expected);
  });

  it('says what was asked for, of what, and what is missing', () => {
    expect(() => authorise(withRoles('reader'), { operation: 'deleteItem', role: 'writer' }, { collection: 'album', id: 'cat-1' })).toThrow(
      "deleteItem collection 'album' id 'cat-1' needs the role writer; key-1 has reader",
    );
  });

  it('lets whoever is limited to collections touch those, and says the same of all others', () => {
    const limited: Principal = { ...withRoles('writer'), name: 'shop', collections: ['a', 'b'] };
    const touch = (collection: string) => () => authorise(limited, { operation: 'doIt', role: 'writer' }, { collection });
    for (const own of ['a', 'b']) expect(touch(own)).not.toThrow();
    for (const other of ['c', 'A', 'a ', '', 'a,b', 'constructor'])
      expect(touch(other)).toThrow(
        expect.objectContaining({ code: 'FORBIDDEN', message: `the key 'shop' is for the collections a, b, not for '${other}'` }),
      );
    expect(() => authorise(limited, { operation: 'doIt', role: 'writer' }, {})).not.toThrow();
  });
});
