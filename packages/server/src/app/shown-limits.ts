import { longestLine } from '../collections/imports/import-limits.js';
import { LONGEST_NOTE } from '../domain/feedback-rules.js';
import { LONGEST_LABEL, LONGEST_VECTOR, MOST_NEIGHBOURS } from '../domain/input-rules.js';
import { MOST_METADATA_KEYS, MOST_METADATA_LEVELS } from '../domain/metadata-rules.js';
import { MOST_CLASS_PICTURES } from '../models/class-rules.js';
import type { ShownLimits } from '../http/limits/limit-routes.js';
import type { Config } from './config.js';

/** The limits of a server as `GET /v1/limits` shows them. */
export function shownLimits({
  limits,
  encoder,
  feedback,
  modelMemoryBytes,
}: Pick<Config, 'limits' | 'encoder' | 'feedback' | 'modelMemoryBytes'>): ShownLimits {
  return {
    uploadBytes: limits.uploadBytes,
    uploadMinBytesPerSecond: limits.uploadMinRate,
    clientBytes: limits.uploadClientBytes,
    picturesPerRequest: limits.picturesPerRequest,
    batchBytes: limits.batchBytes,
    modelBytes: limits.modelBytes,
    dataBytes: limits.dataBytes,
    importBytes: limits.importBytes,
    importLines: limits.importLines,
    importLineBytes: longestLine(limits.uploadBytes),
    modelMemoryBytes,
    classPictures: Math.min(MOST_CLASS_PICTURES, limits.pictures),
    pixels: encoder.maxPixels,
    decodeMs: encoder.decodeMs,
    queueMs: limits.queueMs,
    pictureMs: limits.pictureMs,
    formFields: limits.fields,
    formFieldBytes: limits.fieldBytes,
    jsonBytes: limits.jsonBytes,
    jsonValues: limits.jsonValues,
    jsonLevels: limits.jsonLevels,
    metadataBytes: limits.metadataBytes,
    metadataLevels: MOST_METADATA_LEVELS,
    metadataKeys: MOST_METADATA_KEYS,
    labelCharacters: LONGEST_LABEL,
    k: MOST_NEIGHBOURS,
    vectorNumbers: LONGEST_VECTOR,
    collections: limits.collections,
    waitingPictures: encoder.maxWaiting,
    eventStreams: limits.eventStreams,
    occlusions: limits.occlusions,
    feedbackRecords: feedback.records,
    feedbackBytes: feedback.bytes,
    noteCharacters: LONGEST_NOTE,
  };
}
