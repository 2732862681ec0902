import { FEATURES } from './features.js';

/** The pages of the navigation, in its order, each with its address. Called while a page is shown: a route knows its address once the router is made. */
export function navigationEntries() {
  return FEATURES.flatMap((feature) => ('navigation' in feature ? [{ to: feature.route.to, ...feature.navigation }] : []));
}
