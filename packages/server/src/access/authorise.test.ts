import { describe, expect, it } from 'vitest';
import { authorise } from './authorise.js';
import type { Principal, Role } from './principal.js';

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
});
