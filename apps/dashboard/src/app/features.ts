import { browseFeature } from '../features/browse/browse-feature.js';
import { mapFeature } from '../features/map/map-feature.js';
import { overviewFeature } from '../features/overview/overview-feature.js';
import { runFeature } from '../features/run/run-feature.js';
import { runsFeature } from '../features/runs/runs-feature.js';
import { tryFeature } from '../features/try/try-feature.js';

/** Every feature, in the order of the navigation. The router and the shell know of pages through this list alone. */
export const FEATURES = [overviewFeature, browseFeature, mapFeature, runsFeature, runFeature, tryFeature] as const;
