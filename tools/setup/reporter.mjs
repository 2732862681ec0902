/** Without a terminal, a line that only counts on is repeated this seldom. */
const REPEAT_MS = 10_000;

/**
 * Says on stderr what set-up is doing; on a terminal a step's line counts on in place.
 * @param {{ stream: NodeJS.WriteStream | { write(text: string): unknown, isTTY?: boolean, columns?: number }, now?: () => number }} options
 */
export function createReporter({ stream, now = Date.now }) {
  let open = false;
  let lastTopic = '';
  let lastAt = 0;
  const close = () => {
    if (open) stream.write('\n');
    open = false;
  };
  return {
    /** A step or its progress; what stands before the colon names the step. @param {string} text */
    step(text) {
      const topic = text.split(':')[0] ?? text;
      const line = `set-up: ${text}`;
      if (stream.isTTY === true) {
        if (topic !== lastTopic) close();
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 120) - 1)}`);
        open = true;
      } else if (topic !== lastTopic || now() - lastAt >= REPEAT_MS) {
        stream.write(`${line}\n`);
        lastAt = now();
      }
      lastTopic = topic;
    },
    /** Something to be read, on lines of its own. @param {string} text */
    say(text) {
      close();
      lastTopic = '';
      stream.write(`${text}\n`);
    },
  };
}

/** @typedef {ReturnType<typeof createReporter>} Reporter */
