/** Something a person can mend; `status` is what the process ends with: 1, or 2 for a command line that does not make sense. */
export class BenchError extends Error {
  /**
   * @param {string} message
   * @param {1 | 2} [status]
   */
  constructor(message, status = 1) {
    super(message);
    this.name = 'BenchError';
    this.status = status;
  }
}
