import { describe, expect, it } from 'vitest';
import { scene } from '../../test/scene.js';
import { hasMoreScansThan } from './jpeg-scans.js';

/** How many scans a file has, by asking. */
const scansOf = (file: Buffer): number => Array.from({ length: 200 }, (_, most) => most).find((most) => !hasMoreScansThan(file, most))!;

describe('hasMoreScansThan', () => {
  it('counts the scans of encoders: one, or ten of a progressive picture in colour', async () => {
    const [baseline, progressive] = await Promise.all([false, true].map((each) => scene(64, 48).jpeg({ progressive: each }).toBuffer()));
    expect([scansOf(baseline!), scansOf(progressive!)]).toEqual([1, 10]);
  });

  it('counts scans that say nothing', async () => {
    const file = await scene(64, 48).jpeg({ progressive: true }).toBuffer();
    const scan = Buffer.from('ffda0008010100013f00ff00', 'hex');
    const long = Buffer.concat([file.subarray(0, -2), ...Array<Buffer>(150).fill(scan), file.subarray(-2)]);
    expect(scansOf(long)).toBe(160);
    expect(hasMoreScansThan(long, 100)).toBe(true);
  });

  it('does not count what looks like scans in the preview of a file, and in a film behind it', async () => {
    const file = await scene(64, 48).jpeg().toBuffer();
    const many = Buffer.from('ffda'.repeat(500), 'hex');
    const preview = Buffer.concat([Buffer.from('ffe103ea', 'hex'), many]);
    expect(scansOf(Buffer.concat([file.subarray(0, 2), preview, file.subarray(2), many]))).toBe(1);
  });

  it('comes to an end with any bytes', () => {
    for (const text of ['ffd8', 'ffd8ff', 'ffd8ffda', 'ffd8ffda0000ffda0000', 'ffd8ffffffffff'])
      expect(hasMoreScansThan(Buffer.from(text, 'hex'), 5)).toBe(false);
    expect(hasMoreScansThan(Buffer.from(`ffd8${'ffda0000'.repeat(20)}`, 'hex'), 5)).toBe(true);
  });
});
