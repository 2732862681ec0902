/**
 * The part of vitest's JSON report that is counted.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {boolean} success false also for an error outside every test
 * @property {readonly { name: string, status: string, message?: string, assertionResults: readonly { status: string, fullName: string, failureMessages?: readonly string[] }[] }[]} testResults one for each file
 */

/** @typedef {{ passed: number, failed: number, failures: string[], skipped: string[] }} Count */

/**
 * Adds the projects up. What left no test behind counts as a failure too: a project without a report (its build failed), a file that did
 * not load, an error outside every test.
 * @param {readonly { project: string, report: Report | undefined }[]} projects
 * @returns {Count}
 */
export function countResults(projects) {
  /** @type {Count} */
  const count = { passed: 0, failed: 0, failures: [], skipped: [] };
  for (const { project, report } of projects) {
    if (report === undefined) {
      count.failures.push(`${project}: no report; its build or its test run did not get that far`);
      continue;
    }
    count.passed += report.numPassedTests;
    const before = count.failures.length;
    for (const file of report.testResults) {
      const failed = file.assertionResults.filter(({ status }) => status === 'failed');
      count.failures.push(
        ...failed.map(({ fullName, failureMessages }) => `${project}: ${fullName.trim()}: ${firstLine(failureMessages?.[0])}`),
      );
      count.skipped.push(
        ...file.assertionResults
          .filter(({ status }) => status !== 'failed' && status !== 'passed')
          .map(({ fullName }) => `${project}: ${fullName.trim()}`),
      );
      if (file.status === 'failed' && failed.length === 0)
        count.failures.push(`${project}: ${file.name} did not run: ${firstLine(file.message)}`);
    }
    if (!report.success && count.failures.length === before)
      count.failures.push(`${project}: an error outside every test; see its output above`);
  }
  count.failed = count.failures.length;
  return count;
}

/** @param {string | undefined} message */
function firstLine(message) {
  return message?.split('\n')[0] ?? 'no reason given';
}
