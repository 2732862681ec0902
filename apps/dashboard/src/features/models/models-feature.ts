import { IconBox } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseModelsSearch } from './models-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: parseModelsSearch,
  component: lazyRouteComponent(() => import('./ModelsPage.js'), 'ModelsPage'),
});

/** Frozen encoders, and which one answers. */
export const modelsFeature = { route, navigation: { name: 'Models', Icon: IconBox, section: 'manage' } } satisfies Feature;
