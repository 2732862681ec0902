import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { OverviewPage } from '../features/overview/OverviewPage.js';
import { parseRunsSearch } from '../features/runs/runs-search.js';
import { MissingPage } from './MissingPage.js';
import { Shell } from './Shell.js';

const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage });

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: parseRunsSearch,
  component: lazyRouteComponent(() => import('../features/runs/RunsPage.js'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('../features/run/RunPage.js'), 'RunPage'),
});

const tryIt = createRoute({
  getParentRoute: () => root,
  path: '/try',
  component: lazyRouteComponent(() => import('../features/try/TryPage.js'), 'TryPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([overview, runs, run, tryIt]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
