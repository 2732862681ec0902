import { describe, expect, it } from 'vitest';
import { createReporter, type Reporter } from '../console/reporter.js';
import { showDownload } from './show-download.js';

/** A reporter that remembers what it was told. */
function recording(): { readonly told: string[]; readonly reporter: Reporter } {
  const told: string[] = [];
  const silent = createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream });
  const reporter: Reporter = {
    ...silent,
    note: (text) => told.push(`note ${text}`),
    task: (label, total, unit) => {
      told.push(`task ${label} of ${total} ${unit}`);
      return { update: (done) => told.push(`at ${done}`), stop: () => told.push('stop') };
    },
  };
  return { told, reporter };
}

describe('showDownload', () => {
  it('shows one bar in MB, with room for an archive smaller than one', async () => {
    const { told, reporter } = recording();
    const result = await showDownload('photos', reporter, ({ onProgress }) => {
      onProgress(100_000, 400_000);
      onProgress(400_000, 400_000);
      return Promise.resolve('here');
    });
    expect(result).toBe('here');
    expect(told).toEqual(['task Fetching photos of 1 MB', 'at 0', 'at 0', 'stop']);
  });

  it('says a line every 20 MB where the length is not known', async () => {
    const { told, reporter } = recording();
    await showDownload('photos', reporter, ({ onProgress }) => {
      for (let mb = 1; mb <= 45; mb++) onProgress(mb * 1e6, undefined);
      return Promise.resolve();
    });
    expect(told).toEqual(['note Fetching photos: 20 MB so far', 'note Fetching photos: 40 MB so far']);
  });

  it('says why it tries again, and takes the bar away when the download fails', async () => {
    const { told, reporter } = recording();
    const failing = showDownload('photos', reporter, ({ onProgress, onRetry }) => {
      onProgress(1e6, 2e6);
      onRetry('the connection broke', 2000);
      return Promise.reject(new Error('gone'));
    });
    await expect(failing).rejects.toThrow('gone');
    expect(told).toEqual([
      'task Fetching photos of 2 MB',
      'at 1',
      expect.stringMatching(/^note the connection broke; trying again in 2/),
      'stop',
    ]);
  });
});
