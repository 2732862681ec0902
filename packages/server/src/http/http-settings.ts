import { z } from 'zod';
import { count, roomSettings } from '../domain/settings.js';

const MIB = 1024 * 1024;

/** Beyond these a request is refused; docs/api.md and the API description show the defaults. */
export interface HttpLimits {
  readonly uploadBytes: number;
  /** Bytes of pictures that may be under way at the same time, all requests together. */
  readonly uploadMemoryBytes: number;
  readonly fields: number;
  readonly fieldBytes: number;
  readonly jsonBytes: number;
  /** Elements of all lists and keys of all objects of a JSON body; a query vector and what else is asked fits. */
  readonly jsonValues: number;
  /** Of a JSON body: lists and objects within each other. */
  readonly jsonLevels: number;
  readonly eventStreams: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  uploadBytes: 20 * MIB,
  uploadMemoryBytes: 512 * MIB,
  fields: 8,
  fieldBytes: 16 * 1024,
  jsonBytes: MIB,
  jsonValues: 20_000,
  jsonLevels: 32,
  eventStreams: 64,
};

/** What requests may be and who may send them. */
export interface HttpOptions {
  readonly limits: HttpLimits;
  readonly apiKey: string | undefined;
  /** Host names, beside this machine's own, that requests without a key may be addressed to. */
  readonly allowedHosts: readonly string[];
}

/** How the HTTP side is set from outside. */
export const httpSettings = roomSettings(
  {
    SUPCON_API_KEY: z.string().min(16, 'must have at least 16 characters; make one with: openssl rand -hex 32').optional(),
    SUPCON_ALLOWED_HOSTS: z.string().default(''),
    SUPCON_UPLOAD_BYTES: count(1, 1024 * MIB).default(DEFAULT_HTTP_LIMITS.uploadBytes),
  },
  (s): HttpOptions => ({
    limits: { ...DEFAULT_HTTP_LIMITS, uploadBytes: s.SUPCON_UPLOAD_BYTES },
    apiKey: s.SUPCON_API_KEY,
    allowedHosts: s.SUPCON_ALLOWED_HOSTS.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()])),
  }),
);
