import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { diskSettings, type DiskLimits } from '../adapters/folder/disk-settings.js';
import type { HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import { hnswSettings } from '../adapters/hnsw/hnsw-settings.js';
import { DEFAULT_COLLECTION_LIMITS, type CollectionLimits } from '../collections/collection-limits.js';
import { DEFAULT_COLLECTION_OPTIONS, type CollectionOptions } from '../collections/indexed-collection.js';
import { ServerError } from '../domain/errors.js';
import { count, roomSettings } from '../domain/settings.js';
import { encoderSettings } from '../encoder/encoder-settings.js';
import type { ImageEncoderOptions } from '../encoder/image-encoder.js';
import { httpSettings, type HttpLimits } from '../http/http-settings.js';

/** Everything that is refused when there is too much of it. */
export type Limits = HttpLimits & CollectionLimits & DiskLimits;

/** What the program runs with. */
export interface Config {
  readonly home: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where metrics are shown, port 0 for any free one; undefined where nothing is measured. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** An artifact's folder; without one, the model that the alias `production` names. */
  readonly artifact: string | undefined;
  readonly dashboard: string | undefined;
  readonly apiKey: string | undefined;
  /** Of keys that have no limit of their own; 0 for none. */
  readonly requestsPerMinute: number;
  /** Requests without a right key from one address, before it is told to wait; 0 for no limit. */
  readonly wrongKeysPerMinute: number;
  /** Host names, beside this machine's own, that requests without a key may be addressed to. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may use the API from a browser. */
  readonly allowedOrigins: readonly string[];
  /** Below which path others reach the server, without a slash at its end; empty for none. */
  readonly basePath: string;
  /** How long a connection without a request is kept, milliseconds. */
  readonly keepAliveMs: number;
  /** Whose X-Forwarded-For, -Host and -Proto are believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** What is kept of the audit log: of so many days, and at most so many rows. */
  readonly audit: { readonly days: number; readonly rows: number };
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

/** What belongs to no room but this one. */
const programSettings = roomSettings(
  {
    SUPCON_HOME: text.default('.supcon'),
    SUPCON_HOST: text.default('127.0.0.1'),
    SUPCON_PORT: count(0, 65_535).default(8080),
    SUPCON_METRICS_PORT: count(0, 65_535).optional(),
    SUPCON_METRICS_HOST: text.default('127.0.0.1'),
    SUPCON_ARTIFACT: text.optional(),
    SUPCON_DASHBOARD: text.optional(),
    SUPCON_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    SUPCON_AUDIT_DAYS: count(1, 36_500).default(90),
    SUPCON_AUDIT_ROWS: count(1, 100_000_000).default(100_000),
    SUPCON_DRAIN_MS: count(0, 600_000).default(10_000),
  },
  (s) => ({
    home: path.resolve(s.SUPCON_HOME),
    host: s.SUPCON_HOST,
    port: s.SUPCON_PORT,
    metrics: s.SUPCON_METRICS_PORT === undefined ? undefined : { host: s.SUPCON_METRICS_HOST, port: s.SUPCON_METRICS_PORT },
    artifact: s.SUPCON_ARTIFACT,
    dashboard: s.SUPCON_DASHBOARD ?? builtDashboard(),
    logLevel: s.SUPCON_LOG_LEVEL,
    audit: { days: s.SUPCON_AUDIT_DAYS, rows: s.SUPCON_AUDIT_ROWS },
    drainMs: s.SUPCON_DRAIN_MS,
  }),
);

const settingsSchema = z.object({
  ...programSettings.shape,
  ...httpSettings.shape,
  ...encoderSettings.shape,
  ...hnswSettings.shape,
  ...diskSettings.shape,
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
  const values = parsed.data;
  const { limits, ...access } = httpSettings.toOptions(values);
  const program = programSettings.toOptions(values);
  return {
    ...program,
    ...access,
    limits: { ...limits, ...DEFAULT_COLLECTION_LIMITS, ...diskSettings.toOptions(values) },
    ...encoderSettings.toOptions(values),
    hnsw: hnswSettings.toOptions(values),
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
