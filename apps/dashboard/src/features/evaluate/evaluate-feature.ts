import { IconGridDots } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseEvaluateSearch } from './evaluate-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/evaluate',
  validateSearch: parseEvaluateSearch,
  component: lazyRouteComponent(() => import('./EvaluatePage.js'), 'EvaluatePage'),
});

/** How right a model is about a collection, down to each picture. */
export const evaluateFeature = { route, navigation: { name: 'Evaluate', Icon: IconGridDots } } satisfies Feature;
