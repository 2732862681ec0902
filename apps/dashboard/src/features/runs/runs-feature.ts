import { IconChartLine } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseRunsSearch } from './runs-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: parseRunsSearch,
  component: lazyRouteComponent(() => import('./RunsPage.js'), 'RunsPage'),
});

/** Every training, live. */
export const runsFeature = { route, navigation: { name: 'Runs', Icon: IconChartLine } } satisfies Feature;
