import { IconListCheck } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseJobsSearch } from './jobs-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: parseJobsSearch,
  component: lazyRouteComponent(() => import('./JobsPage.js'), 'JobsPage'),
});

/** What the server does in the background. */
export const jobsFeature = { route, navigation: { name: 'Jobs', Icon: IconListCheck, section: 'manage', admin: true } } satisfies Feature;
