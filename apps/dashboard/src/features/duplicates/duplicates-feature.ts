import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseDuplicatesSearch } from './duplicates-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/duplicates',
  validateSearch: parseDuplicatesSearch,
  component: lazyRouteComponent(() => import('./DuplicatesPage.js'), 'DuplicatesPage'),
});

/** Pictures that are nearly the same. One gets there from a collection, so that it has no entry of its own in the navigation. */
export const duplicatesFeature = { route } satisfies Feature;
