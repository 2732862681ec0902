import { isIP } from 'node:net';
import { z } from 'zod';
import { count, roomSettings } from '../domain/settings.js';
import { DEFAULT_IMPORT_LIMITS, type ImportLimits } from '../collections/imports/import-limits.js';
import type { AdmissionLimits } from './admission/admit-pictures.js';

const MIB = 1024 * 1024;

/** Beyond these a request is refused; docs/api.md and the API description show the defaults. */
export interface HttpLimits extends AdmissionLimits, ImportLimits {
  readonly uploadBytes: number;
  /** Bytes of the body of such a request, and of the pictures of collections that it names, together. */
  readonly batchBytes: number;
  /** Bytes of pictures that may be under way at the same time, all requests together. */
  readonly uploadMemoryBytes: number;
  /** Bytes of them that one client, told by its address, may hold. */
  readonly uploadClientBytes: number;
  /** Bytes a second that a body has to bring, 0 for none; eight times as many while bodies hold more than half of their memory. */
  readonly uploadMinRate: number;
  /** Bytes of an artifact that is sent as an archive. */
  readonly modelBytes: number;
  /** Bytes of photos that are sent as an archive. */
  readonly dataBytes: number;
  readonly fields: number;
  readonly fieldBytes: number;
  readonly jsonBytes: number;
  /** Elements of all lists and keys of all objects of a JSON body; a query vector and what else is asked fits. */
  readonly jsonValues: number;
  /** Of a JSON body: lists and objects within each other. */
  readonly jsonLevels: number;
  readonly eventStreams: number;
  /** Encodings that the explanation of one request may take: a picture with a grid of 14 x 14 takes 196. 0 for no explanations. */
  readonly occlusions: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  uploadBytes: 20 * MIB,
  picturesPerRequest: 32,
  batchBytes: 64 * MIB,
  uploadMemoryBytes: 512 * MIB,
  uploadClientBytes: 256 * MIB,
  uploadMinRate: 8 * 1024,
  modelBytes: 1024 * MIB,
  dataBytes: 4096 * MIB,
  ...DEFAULT_IMPORT_LIMITS,
  fields: 8,
  fieldBytes: 16 * 1024,
  jsonBytes: MIB,
  jsonValues: 20_000,
  jsonLevels: 32,
  eventStreams: 64,
  occlusions: 400,
  pictures: 256,
  queueMs: 800,
  pictureMs: 30_000,
};

/** What requests may be and who may send them. */
export interface HttpOptions {
  readonly limits: HttpLimits;
  readonly apiKey: string | undefined;
  /** Of keys that have no limit of their own; 0 for none. */
  readonly requestsPerMinute: number;
  /** Requests without a right key from one address, before it is told to wait; 0 for no limit. */
  readonly wrongKeysPerMinute: number;
  /** Host names, beside this machine's own, that requests without a key may be addressed to. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may use the API from a browser, as browsers write them. */
  readonly allowedOrigins: readonly string[];
  /** Below which path others reach the server, without a slash at its end; empty where it has its host for itself. */
  readonly basePath: string;
  /** How long a connection without a request is kept, milliseconds. */
  readonly keepAliveMs: number;
  /** Addresses, networks, or `loopback`, `linklocal`, `uniquelocal`: what their X-Forwarded-For, -Host and -Proto say is believed. */
  readonly trustedProxies: readonly string[];
}

/** Texts that are separated by commas. */
function listOf<T extends z.ZodType<string, string>>(element: T) {
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .pipe(z.array(element));
}

const origin = z
  .string()
  .transform((text) => text.replace(/\/$/, '').toLowerCase())
  .refine(
    (text) => /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'must be origins, such as https://photos.example',
  );

const proxy = z.string().refine((text) => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', prefix, ...more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return bits > 0 && more.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
}, 'must be addresses or networks, such as 10.0.0.7 or 10.0.0.0/8, or loopback, linklocal, uniquelocal');

/** How the HTTP side is set from outside. */
export const httpSettings = roomSettings(
  {
    SUPCON_API_KEY: z.string().min(16, 'must have at least 16 characters; make one with: openssl rand -hex 32').optional(),
    SUPCON_REQUESTS_PER_MINUTE: count(0, 1_000_000).default(0),
    SUPCON_WRONG_KEYS_PER_MINUTE: count(0, 1_000_000).default(600),
    SUPCON_ALLOWED_HOSTS: listOf(z.string().toLowerCase()).default([]),
    SUPCON_UPLOAD_BYTES: count(1, 1024 * MIB).default(DEFAULT_HTTP_LIMITS.uploadBytes),
    SUPCON_PICTURES_PER_REQUEST: count(1, 1024).default(DEFAULT_HTTP_LIMITS.picturesPerRequest),
    SUPCON_BATCH_BYTES: count(1, 256 * MIB).default(DEFAULT_HTTP_LIMITS.batchBytes),
    SUPCON_MODEL_BYTES: count(1, 64 * 1024 * MIB).default(DEFAULT_HTTP_LIMITS.modelBytes),
    SUPCON_DATA_BYTES: count(1, 1024 * 1024 * MIB).default(DEFAULT_HTTP_LIMITS.dataBytes),
    SUPCON_IMPORT_BYTES: count(1, 1024 * 1024 * MIB).default(DEFAULT_HTTP_LIMITS.importBytes),
    SUPCON_IMPORT_LINES: count(1, 100_000_000).default(DEFAULT_HTTP_LIMITS.importLines),
    SUPCON_ALLOWED_ORIGINS: listOf(origin).default([]),
    SUPCON_BASE_PATH: z
      .string()
      .regex(/^(\/[A-Za-z0-9][A-Za-z0-9._~-]*)*\/?$/, 'must be a path such as /supcon')
      .transform((text) => text.replace(/\/$/, ''))
      .refine((text) => !/^\/v1(\/|$)/i.test(text), 'must not be the address of the API')
      .default(''),
    SUPCON_KEEP_ALIVE_MS: count(0, 3_600_000).default(65_000),
    SUPCON_UPLOAD_MIN_RATE: count(0, MIB).default(DEFAULT_HTTP_LIMITS.uploadMinRate),
    SUPCON_TRUSTED_PROXIES: listOf(proxy).default([]),
    SUPCON_MAX_WAITING: count(1, 100_000).default(DEFAULT_HTTP_LIMITS.pictures),
    SUPCON_QUEUE_MS: count(1, 3_600_000).default(DEFAULT_HTTP_LIMITS.queueMs),
    SUPCON_OCCLUSIONS: count(0, 100_000).default(DEFAULT_HTTP_LIMITS.occlusions),
    SUPCON_PICTURE_MS: count(1, 3_600_000).default(DEFAULT_HTTP_LIMITS.pictureMs),
  },
  (s): HttpOptions => ({
    limits: {
      ...DEFAULT_HTTP_LIMITS,
      uploadBytes: s.SUPCON_UPLOAD_BYTES,
      // More than there are places would never be let in.
      picturesPerRequest: Math.min(s.SUPCON_PICTURES_PER_REQUEST, s.SUPCON_MAX_WAITING),
      batchBytes: s.SUPCON_BATCH_BYTES,
      modelBytes: s.SUPCON_MODEL_BYTES,
      dataBytes: s.SUPCON_DATA_BYTES,
      importBytes: s.SUPCON_IMPORT_BYTES,
      importLines: s.SUPCON_IMPORT_LINES,
      uploadMinRate: s.SUPCON_UPLOAD_MIN_RATE,
      pictures: s.SUPCON_MAX_WAITING,
      queueMs: s.SUPCON_QUEUE_MS,
      pictureMs: s.SUPCON_PICTURE_MS,
      occlusions: s.SUPCON_OCCLUSIONS,
    },
    trustedProxies: s.SUPCON_TRUSTED_PROXIES,
    apiKey: s.SUPCON_API_KEY,
    requestsPerMinute: s.SUPCON_REQUESTS_PER_MINUTE,
    wrongKeysPerMinute: s.SUPCON_WRONG_KEYS_PER_MINUTE,
    allowedHosts: s.SUPCON_ALLOWED_HOSTS,
    allowedOrigins: s.SUPCON_ALLOWED_ORIGINS,
    basePath: s.SUPCON_BASE_PATH,
    keepAliveMs: s.SUPCON_KEEP_ALIVE_MS,
  }),
);
