import { IconLayoutGrid } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseBrowseSearch } from './browse-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/browse',
  validateSearch: parseBrowseSearch,
  component: lazyRouteComponent(() => import('./BrowsePage.js'), 'BrowsePage'),
});

/** Every picture of a collection, and each of them closely. */
export const browseFeature = { route, navigation: { name: 'Browse', Icon: IconLayoutGrid } } satisfies Feature;
