import { browseFeature } from '../features/browse/browse-feature.js';
import { collectionsFeature } from '../features/collections/collections-feature.js';
import { driftFeature } from '../features/drift/drift-feature.js';
import { duplicatesFeature } from '../features/duplicates/duplicates-feature.js';
import { evaluateFeature } from '../features/evaluate/evaluate-feature.js';
import { jobsFeature } from '../features/jobs/jobs-feature.js';
import { keysFeature } from '../features/keys/keys-feature.js';
import { labelIssuesFeature } from '../features/label-issues/label-issues-feature.js';
import { mapFeature } from '../features/map/map-feature.js';
import { modelsFeature } from '../features/models/models-feature.js';
import { overviewFeature } from '../features/overview/overview-feature.js';
import { runFeature } from '../features/run/run-feature.js';
import { runsFeature } from '../features/runs/runs-feature.js';
import { trainFeature } from '../features/train/train-feature.js';
import { tryFeature } from '../features/try/try-feature.js';

/** Every feature, in the order of the navigation. The router and the shell know of pages through this list alone. */
export const FEATURES = [
  overviewFeature,
  browseFeature,
  mapFeature,
  evaluateFeature,
  runsFeature,
  runFeature,
  tryFeature,
  trainFeature,
  labelIssuesFeature,
  modelsFeature,
  collectionsFeature,
  duplicatesFeature,
  driftFeature,
  jobsFeature,
  keysFeature,
] as const;
