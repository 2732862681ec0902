import type { NavigationEntry } from '../routing/feature.js';
import { FEATURES } from './features.js';

/** The pages of the navigation, in its order, each with its address. Called while a page is shown: a route knows its address once the router is made.
 * @param isAdmin whether pages for admins alone are among them. */
export function navigationEntries(isAdmin = true) {
  return FEATURES.flatMap((feature) => {
    if (!('navigation' in feature)) return [];
    const navigation: NavigationEntry = feature.navigation;
    return navigation.admin === true && !isAdmin ? [] : [{ to: feature.route.to, ...navigation }];
  });
}
