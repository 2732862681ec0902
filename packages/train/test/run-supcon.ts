import { vi } from 'vitest';
import { main } from '../src/cli.js';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command in this process, its output caught. @param home SUPCON_HOME */
export async function supcon(home: string, ...argv: string[]): Promise<Outcome> {
  const { result, out, err } = await catchOutput(home, () => main(argv));
  return { code: result, out, err };
}

/** What is written to stdout and stderr meanwhile; environment, spies and exit code are as before afterwards. */
export async function catchOutput<T>(
  home: string,
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  vi.stubEnv('SUPCON_HOME', home);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  try {
    return { result: await run(), out, err };
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  }
}
