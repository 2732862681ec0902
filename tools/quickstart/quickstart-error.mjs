/** A step of the quickstart that failed: which one, and what to do. */
export class QuickstartError extends Error {
  /**
   * @param {string} message
   * @param {{ fix: string, status?: number }} options `status`: the exit status to end with, default 1
   */
  constructor(message, { fix, status = 1 }) {
    super(message);
    this.name = 'QuickstartError';
    this.fix = fix;
    this.status = status;
  }
}
