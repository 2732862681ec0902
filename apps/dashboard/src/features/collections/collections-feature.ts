import { IconDatabase } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseCollectionsSearch } from './collections-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/collections',
  validateSearch: parseCollectionsSearch,
  component: lazyRouteComponent(() => import('./CollectionsPage.js'), 'CollectionsPage'),
});

/** Searchable sets of pictures, and what can be done with them. */
export const collectionsFeature = { route, navigation: { name: 'Collections', Icon: IconDatabase, section: 'manage' } } satisfies Feature;
