/** How long a training may save after its server was killed, milliseconds. Shorter than the lease of a job: before another server goes on with the training, this one has left it. */
export const LEAVE_WITHIN_MS = 15_000;
