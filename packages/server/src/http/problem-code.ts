import type { ServerResponse } from 'node:http';

const codes = new WeakMap<ServerResponse, string>();

/** Notes with which code a request was answered, for those who write down what became of it. */
export function noteProblemCode(response: ServerResponse, code: string): void {
  codes.set(response, code);
}

/** @returns undefined where the answer was no error. */
export function problemCodeOf(response: ServerResponse): string | undefined {
  return codes.get(response);
}
