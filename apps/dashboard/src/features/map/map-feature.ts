import { IconMap2 } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseMapSearch } from './map-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/map',
  validateSearch: parseMapSearch,
  component: lazyRouteComponent(() => import('./MapPage.js'), 'MapPage'),
});

/** Every picture of a collection as a point, similar ones near each other. */
export const mapFeature = { route, navigation: { name: 'Map', Icon: IconMap2 } } satisfies Feature;
