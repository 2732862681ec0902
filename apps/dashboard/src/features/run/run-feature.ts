import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('./RunPage.js'), 'RunPage'),
});

/** One training, live. One gets there from a list of runs, so that it has no entry of its own in the navigation. */
export const runFeature = { route } satisfies Feature;
