import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_COLLECTION_OPTIONS, type CollectionOptions } from '../collections/indexed-collection.js';
import { ServerError } from '../domain/errors.js';
import { DEFAULT_HNSW, type HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import { DEFAULT_ENCODER_OPTIONS, type ImageEncoderOptions } from '../encoder/image-encoder.js';

/** Beyond these a request is refused; docs/api.md and openapi.yaml show the defaults. */
export interface Limits {
  readonly uploadBytes: number;
  /** Bytes of pictures that may be under way at the same time, all requests together. */
  readonly uploadMemoryBytes: number;
  readonly fields: number;
  readonly fieldBytes: number;
  readonly jsonBytes: number;
  readonly metadataBytes: number;
  readonly collections: number;
  readonly eventStreams: number;
  /** Kept free on the disk: what would go below it answers 507. */
  readonly freeDiskBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  uploadBytes: 20 * MIB,
  uploadMemoryBytes: 512 * MIB,
  fields: 8,
  fieldBytes: 16 * 1024,
  jsonBytes: MIB,
  metadataBytes: 8 * 1024,
  collections: 32,
  eventStreams: 64,
  freeDiskBytes: 64 * MIB,
};

export interface Config {
  readonly home: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** An artifact's folder; without one, the model that the alias `production` names. */
  readonly artifact: string | undefined;
  readonly dashboard: string | undefined;
  readonly apiKey: string | undefined;
  /** Host names, beside this machine's own, that requests without a key may be addressed to. */
  readonly allowedHosts: readonly string[];
  readonly logLevel: string;
  /** How long open requests may go on after a signal to stop, milliseconds. */
  readonly drainMs: number;
  readonly limits: Limits;
  readonly encoder: ImageEncoderOptions;
  /** Encoders in memory at a time. */
  readonly maxEncoders: number;
  readonly hnsw: HnswParameters;
  readonly collections: CollectionOptions;
}

const text = z.string().min(1);
const port = z.coerce.number().int().min(0).max(65535);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const settingsSchema = z.object({
  SUPCON_HOME: text.default('.supcon'),
  SUPCON_HOST: text.default('127.0.0.1'),
  SUPCON_PORT: port.default(8080),
  SUPCON_ARTIFACT: text.optional(),
  SUPCON_DASHBOARD: text.optional(),
  SUPCON_API_KEY: z.string().min(16, 'must have at least 16 characters; make one with: openssl rand -hex 32').optional(),
  SUPCON_ALLOWED_HOSTS: z.string().default(''),
  SUPCON_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SUPCON_THREADS: count(1, 256).default(DEFAULT_ENCODER_OPTIONS.threads),
  SUPCON_MAX_BATCH: count(1, 1024).default(DEFAULT_ENCODER_OPTIONS.maxBatch),
  SUPCON_MAX_WAITING: count(1, 100_000).default(DEFAULT_ENCODER_OPTIONS.maxWaiting),
  // One that serves, one for a collection of another model.
  SUPCON_MAX_ENCODERS: count(2, 64).default(2),
  SUPCON_MAX_PIXELS: count(1, 1_000_000_000).default(DEFAULT_ENCODER_OPTIONS.maxPixels),
  SUPCON_UPLOAD_BYTES: count(1, 1024 * MIB).default(DEFAULT_LIMITS.uploadBytes),
  SUPCON_FREE_DISK_BYTES: count(0, Number.MAX_SAFE_INTEGER).default(DEFAULT_LIMITS.freeDiskBytes),
  SUPCON_EXACT_UP_TO: count(0, 1_000_000).default(DEFAULT_HNSW.exactUpTo),
  SUPCON_EF: count(1, 100_000).default(DEFAULT_HNSW.ef),
  SUPCON_DRAIN_MS: count(0, 600_000).default(10_000),
});

/** Environment variables of this program, with what they are for: `--help` shows them. */
export type SettingName = keyof z.infer<typeof settingsSchema>;

export const SETTING_NAMES = Object.keys(settingsSchema.shape) as readonly SettingName[];

/** Reads settings once, at the start. A flag wins over its environment variable.
 * @param flags by the name of the variable they stand for. @throws ServerError BAD_CONFIG listing everything that is wrong. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  flags: Partial<Record<SettingName, string>> = {},
): Config {
  const given = Object.fromEntries(
    Object.keys(settingsSchema.shape).flatMap((name) => {
      const value = flags[name as SettingName] ?? environment[name];
      // An empty variable is as good as none.
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  // Other programs of this project have variables of their own, so only what looks like a slip of ours is refused.
  const names = Object.keys(settingsSchema.shape);
  const slips = Object.keys(environment).flatMap((name) => {
    const meant = names.includes(name) || !name.startsWith('SUPCON_') ? undefined : names.find((known) => differInFewLetters(name, known));
    return meant === undefined ? [] : [{ name, meant }];
  });
  const parsed = settingsSchema.safeParse(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`)),
    ...slips.map(({ name, meant }) => `${name}: there is no such setting; do you mean ${meant}?`),
  ];
  if (!parsed.success || problems.length > 0) throw new ServerError('BAD_CONFIG', `settings: ${problems.join('; ')}`);
  const s = parsed.data;
  if (s.SUPCON_API_KEY === undefined && !isLoopback(s.SUPCON_HOST))
    throw new ServerError(
      'BAD_CONFIG',
      `--host ${s.SUPCON_HOST} is open to the network, which needs a key: set SUPCON_API_KEY (e.g. to the output of openssl rand -hex 32), or use --host 127.0.0.1`,
    );
  return {
    home: path.resolve(s.SUPCON_HOME),
    host: s.SUPCON_HOST,
    port: s.SUPCON_PORT,
    artifact: s.SUPCON_ARTIFACT,
    dashboard: s.SUPCON_DASHBOARD ?? builtDashboard(),
    apiKey: s.SUPCON_API_KEY,
    allowedHosts: s.SUPCON_ALLOWED_HOSTS.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()])),
    logLevel: s.SUPCON_LOG_LEVEL,
    drainMs: s.SUPCON_DRAIN_MS,
    limits: { ...DEFAULT_LIMITS, uploadBytes: s.SUPCON_UPLOAD_BYTES, freeDiskBytes: s.SUPCON_FREE_DISK_BYTES },
    encoder: {
      ...DEFAULT_ENCODER_OPTIONS,
      threads: s.SUPCON_THREADS,
      maxBatch: s.SUPCON_MAX_BATCH,
      maxWaiting: s.SUPCON_MAX_WAITING,
      maxPixels: s.SUPCON_MAX_PIXELS,
    },
    maxEncoders: s.SUPCON_MAX_ENCODERS,
    hnsw: { ...DEFAULT_HNSW, exactUpTo: s.SUPCON_EXACT_UP_TO, ef: s.SUPCON_EF },
    collections: DEFAULT_COLLECTION_OPTIONS,
  };
}

/** Whether at most two letters were left out, added, or exchanged for others: an edit distance of 2 (Levenshtein), row by row. */
function differInFewLetters(a: string, b: string): boolean {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]! <= 2;
}

/** Whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The dashboard of this checkout, when it has been built. */
function builtDashboard(): string | undefined {
  const folder = fileURLToPath(new URL('../../../../apps/dashboard/dist', import.meta.url));
  return existsSync(path.join(folder, 'index.html')) ? folder : undefined;
}
