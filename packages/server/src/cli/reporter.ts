/** What a command tells: events for programs on stdout with --json, one JSON object a line; text for people on stderr otherwise. */
export interface Reporter {
  event(event: string, fields: Readonly<Record<string, unknown>>): void;
  say(text: string): void;
  error(code: string, message: string): void;
}

/** Tells people on stderr, or programs an event a line on stdout. @param options.json whether programs are listening. */
export function createReporter({ json }: { json: boolean }): Reporter {
  const event = (name: string, fields: Readonly<Record<string, unknown>>): void => {
    if (json) process.stdout.write(`${JSON.stringify({ event: name, time: new Date().toISOString(), ...fields })}\n`);
  };
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  return {
    event,
    say,
    error: (code, message) => {
      event('error', { code, message });
      say(`supcon-server: ${message} (${code})`);
    },
  };
}
