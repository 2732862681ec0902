import { IconActivityHeartbeat } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseDriftSearch } from './drift-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/drift',
  validateSearch: parseDriftSearch,
  component: lazyRouteComponent(() => import('./DriftPage.js'), 'DriftPage'),
});

/** Whether a model still sees what it was made for, and what people say it got wrong. */
export const driftFeature = {
  route,
  navigation: { name: 'Drift', Icon: IconActivityHeartbeat, section: 'manage', admin: true },
} satisfies Feature;
