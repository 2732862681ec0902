import { expect, it } from 'vitest';
import { cutChangelog } from './cut-changelog.mjs';

const text = '# Changelog\n\n## Unreleased\n\n### Added\n\n- a\n\n## 0.1.0 (2026-11-01)\n\n- b\n';

it('gives what is unreleased a version and a day, and leaves the rest', () => {
  expect(cutChangelog(text, '0.2.0', '2026-12-01')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Added\n\n- a\n\n## 0.1.0 (2026-11-01)\n\n- b\n',
  );
  expect(cutChangelog('# Changelog\n\n## Unreleased\n\n- a\n', '0.2.0', '2026-12-01')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- a\n',
  );
});

it.each([
  ['0.1.0', text, /has 0.1.0 already/],
  ['v1', text, /"v1" is no version/],
  ['', text, /"" is no version/],
  ['0.3.0', cutChangelog(text, '0.2.0', '2026-12-01'), /nothing below Unreleased/],
  ['0.3.0', '# Changelog\n', /nothing below Unreleased/],
])('refuses %s of %j', (version, of, words) => {
  expect(() => cutChangelog(of, version, '2026-12-01')).toThrow(words);
});
