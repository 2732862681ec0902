import { describe, expect, it } from 'vitest';
import { countResults } from './count-results.mjs';

/** @param {readonly ('passed' | 'failed' | 'pending')[]} statuses */
function reportOf(...statuses) {
  const count = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;
  const assertionResults = statuses.map((status, index) => ({
    status,
    fullName: ` test ${index}`,
    failureMessages: status === 'failed' ? ['AssertionError: expected 1 to be 2\n    at a.test.ts:3'] : [],
  }));
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    success: count('failed') === 0,
    testResults: [{ name: 'a.test.ts', status: count('failed') === 0 ? 'passed' : 'failed', assertionResults }],
  };
}

describe('countResults', () => {
  it('adds the projects up and names what failed, with the reason', () => {
    const count = countResults([
      { project: 'core', report: reportOf('passed', 'passed', 'failed') },
      { project: 'sdk', report: reportOf('passed') },
    ]);
    expect(count).toEqual({ passed: 3, failed: 1, failures: ['core: test 2: AssertionError: expected 1 to be 2'], skipped: [] });
  });

  it('counts a project without a report as a failure', () => {
    const { passed, failed, failures } = countResults([{ project: 'server', report: undefined }]);
    expect({ passed, failed }).toEqual({ passed: 0, failed: 1 });
    expect(failures[0]).toContain('server');
  });

  it('counts a file that did not load, although it holds no failed test', () => {
    const broken = { name: 'b.test.ts', status: 'failed', message: 'SyntaxError: oops\n  at …', assertionResults: [] };
    const report = { ...reportOf('passed'), success: false, testResults: [...reportOf('passed').testResults, broken] };
    expect(countResults([{ project: 'core', report }])).toMatchObject({
      passed: 1,
      failed: 1,
      failures: ['core: b.test.ts did not run: SyntaxError: oops'],
    });
  });

  it('counts an error outside every test once', () => {
    expect(countResults([{ project: 'core', report: { ...reportOf('passed'), success: false } }])).toMatchObject({ passed: 1, failed: 1 });
  });

  it('names skipped tests and does not count them as passed', () => {
    expect(countResults([{ project: 'core', report: reportOf('passed', 'pending') }])).toMatchObject({
      passed: 1,
      failed: 0,
      skipped: ['core: test 1'],
    });
  });
});
