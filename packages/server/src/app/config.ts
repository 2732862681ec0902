import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { diskSettings, type DiskLimits } from '../adapters/folder/disk-settings.js';
import type { HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import { hnswSettings } from '../adapters/hnsw/hnsw-settings.js';
import { DEFAULT_COLLECTION_LIMITS, type CollectionLimits } from '../collections/collection-limits.js';
import { DEFAULT_COLLECTION_OPTIONS, type CollectionOptions } from '../collections/collection-state.js';
import { duplicateSettings, type DuplicateLimits } from '../collections/duplicates/duplicate-limits.js';
import { predictionSettings, type PredictionLimits } from '../collections/predictions/prediction-limits.js';
import { projectionSettings, type ProjectionLimits } from '../collections/projections/projection-limits.js';
import { ServerError } from '../domain/errors.js';
import { count, roomSettings } from '../domain/settings.js';
import { driftSettings, type DriftOptions } from '../drift/drift-settings.js';
import { encoderSettings } from '../encoder/encoder-settings.js';
import type { ImageEncoderOptions } from '../encoder/image-encoder.js';
import { feedbackSettings, type FeedbackOptions } from '../feedback/feedback-settings.js';
import { httpSettings, type HttpLimits } from '../http/http-settings.js';
import { trainingSettings, type TrainingOptions } from '../runs/training-settings.js';
import { gatherSettings, type GatheredSettings, type SettingOrigin, type SettingTexts } from './gather-settings.js';

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
  /** Bytes that they may take together. */
  readonly modelMemoryBytes: number;
  readonly hnsw: HnswParameters;
  readonly collections: CollectionOptions;
  readonly projections: ProjectionLimits;
  readonly duplicates: DuplicateLimits;
  readonly predictions: PredictionLimits;
  readonly feedback: FeedbackOptions;
  readonly drift: DriftOptions;
  readonly training: TrainingOptions;
}

const text = z.string().min(1);
const host = text.refine(
  (name) => isIP(name) > 0 || /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name),
  'must be an address or a host name, such as 127.0.0.1',
);

/** What belongs to no room but this one. */
const programSettings = roomSettings(
  {
    SUPCON_HOME: text.default('.supcon'),
    SUPCON_HOST: host.default('127.0.0.1'),
    SUPCON_PORT: count(0, 65_535).default(8080),
    SUPCON_METRICS_PORT: count(0, 65_535).optional(),
    SUPCON_METRICS_HOST: host.default('127.0.0.1'),
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
  ...projectionSettings.shape,
  ...duplicateSettings.shape,
  ...predictionSettings.shape,
  ...feedbackSettings.shape,
  ...driftSettings.shape,
  ...trainingSettings.shape,
});

/** Environment variables of this program, with what they are for: `--help` shows them. */
export type SettingName = keyof z.infer<typeof settingsSchema>;

export const SETTING_NAMES = Object.keys(settingsSchema.shape) as readonly SettingName[];

/** Shown nowhere. */
const SECRETS: readonly string[] = ['SUPCON_API_KEY'] satisfies SettingName[];

/** Longer values are shown from their beginning. */
const SHOWN_CHARACTERS = 100;

/** A setting as it counts. */
export interface ShownSetting {
  readonly name: SettingName;
  /** null for none; of a secret, that it is set. */
  readonly value: string | number | readonly string[] | null;
  readonly origin: SettingOrigin;
}

/** Reads settings once, at the start: flags before the environment before the file before defaults.
 * @param flags by the name of the variable they stand for. @param file of settings; default: the one that SUPCON_CONFIG names, or none.
 * @throws ServerError BAD_CONFIG listing everything that is wrong, with what was received, where it comes from and what to do. */
export function readConfig(environment: SettingTexts, flags: Partial<Record<SettingName, string>> = {}, file?: string): Config {
  const { values } = parseSettings(environment, flags, file);
  const { limits, ...access } = httpSettings.toOptions(values);
  const program = programSettings.toOptions(values);
  return {
    ...program,
    ...access,
    limits: { ...limits, ...DEFAULT_COLLECTION_LIMITS, ...diskSettings.toOptions(values) },
    ...encoderSettings.toOptions(values),
    hnsw: hnswSettings.toOptions(values),
    collections: DEFAULT_COLLECTION_OPTIONS,
    projections: projectionSettings.toOptions(values),
    duplicates: duplicateSettings.toOptions(values),
    predictions: predictionSettings.toOptions(values),
    feedback: feedbackSettings.toOptions(values),
    drift: driftSettings.toOptions(values),
    training: trainingSettings.toOptions(values),
  };
}

/** All settings with their values and where these come from, by name. @throws as `readConfig`. */
export function showSettings(environment: SettingTexts, flags: Partial<Record<SettingName, string>> = {}, file?: string): ShownSetting[] {
  const { values, given } = parseSettings(environment, flags, file);
  return [...SETTING_NAMES].sort().map((name) => {
    const value = values[name] ?? null;
    return {
      name,
      value: value !== null && SECRETS.includes(name) ? '(set, not shown)' : value,
      origin: given.get(name)?.origin ?? { source: 'default', text: 'default' },
    };
  });
}

function parseSettings(
  environment: SettingTexts,
  flags: SettingTexts,
  file: string | undefined,
): { values: z.output<typeof settingsSchema>; given: GatheredSettings['given'] } {
  const { given, problems: wrongNames } = gatherSettings(SETTING_NAMES, { flags, environment, file });
  const parsed = settingsSchema.safeParse(Object.fromEntries([...given].map(([name, { text }]) => [name, text])));
  const wrongValues = (parsed.error?.issues ?? []).map(({ path: [key], message }) => {
    const name = String(key);
    const { text: received = '', origin } = given.get(name) ?? {};
    const shown = SECRETS.includes(name) ? 'what is not shown' : JSON.stringify(received.slice(0, SHOWN_CHARACTERS));
    // What the library says of the number that it made of a text is of no interest.
    return `${name}: ${message.replace(/, received NaN$/, '')}; received ${shown} from ${origin?.text ?? 'nowhere'}`;
  });
  const problems = [...wrongValues, ...wrongNames, ...(parsed.data ? clashes(parsed.data) : [])];
  if (!parsed.success || problems.length > 0) throw new ServerError('BAD_CONFIG', `settings:\n  ${problems.join('\n  ')}`);
  return { values: parsed.data, given };
}

/** Settings that are right each for itself and do not go together. */
function clashes({
  SUPCON_HOST: host,
  SUPCON_PORT: port,
  SUPCON_METRICS_HOST: metricsHost,
  SUPCON_METRICS_PORT: metricsPort,
}: z.output<typeof settingsSchema>): string[] {
  const everywhere = ['0.0.0.0', '::'];
  const meet = host === metricsHost || [host, metricsHost].some((name) => everywhere.includes(name));
  if (port === 0 || metricsPort !== port || !meet) return [];
  return [`SUPCON_METRICS_PORT: is ${port}, where the API is; take another one`];
}

/** Whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The dashboard that the package brings along, or that of this checkout when it has been built. */
function builtDashboard(): string | undefined {
  const folders = ['../../dashboard', '../../../../apps/dashboard/dist'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  return folders.find((folder) => existsSync(path.join(folder, 'index.html')));
}
