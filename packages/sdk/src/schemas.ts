import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

/** RFC 9457 problem details: what every error answer of the API is. */
export type Problem = Schemas['Problem'];
/** Stable names of what can go wrong; docs/errors.md explains each. */
export type ErrorCode = Schemas['ErrorCode'];
export type ModelRef = Schemas['ModelRef'];
export type Prediction = Schemas['Prediction'];
export type ClassifyResponse = Schemas['ClassifyResponse'];
export type EmbedResponse = Schemas['EmbedResponse'];
export type Collection = Schemas['Collection'];
export type Neighbour = Schemas['Neighbour'];
export type SearchResponse = Schemas['SearchResponse'];
export type Item = Schemas['Item'];
export type Model = Schemas['Model'];
export type RunStatus = Schemas['RunStatus'];
export type RunScores = Schemas['RunScores'];
export type RunResult = Schemas['RunResult'];
export type RunSummary = Schemas['RunSummary'];
export type Run = Schemas['Run'];
export type RunEvent = Schemas['RunEvent'];
export type RunMetrics = Schemas['RunMetrics'];
export type Readiness = Schemas['Readiness'];
