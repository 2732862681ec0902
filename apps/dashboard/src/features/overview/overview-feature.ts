import { IconLayoutDashboard } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./OverviewPage.js'), 'OverviewPage'),
});

/** What is served, what was trained, what to do next. */
export const overviewFeature = { route, navigation: { name: 'Overview', Icon: IconLayoutDashboard } } satisfies Feature;
