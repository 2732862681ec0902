import { openOutput, type Output } from './output.js';

/** Events are for programs that may take their time, and few; beyond this nobody reads them. */
const EVENT_BYTES = 64 * 1024 * 1024;

let events: Output | undefined;
let texts: Output | undefined;

/** What goes to stdout in this process: events for programs. */
export function standardOutput(): Output {
  events ??= openOutput(1, { maxWaitingBytes: EVENT_BYTES });
  return events;
}

/** What goes to stderr in this process: text for people, and the log, which says itself where lines of it are missing. */
export function standardError(): Output {
  texts ??= openOutput(2, { noticeOf: noticeOfLoss });
  return texts;
}

/** A line as pino writes warnings. */
function noticeOfLoss(dropped: number): string {
  const msg = `${dropped} lines were dropped here: they could not be written, or nobody read them in time`;
  return `${JSON.stringify({ level: 40, time: Date.now(), dropped, msg })}\n`;
}
