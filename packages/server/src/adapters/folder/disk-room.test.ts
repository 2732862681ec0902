import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { createDiskRoom } from './disk-room.js';

it('refuses when less is free than should be kept free', async () => {
  await expect(createDiskRoom(tmpdir(), 1)()).resolves.toBeUndefined();
  await expect(createDiskRoom(tmpdir(), Number.MAX_SAFE_INTEGER)()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
});
