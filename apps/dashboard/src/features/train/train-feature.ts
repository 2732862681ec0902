import { IconBarbell } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseTrainSearch } from './train-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/train',
  validateSearch: parseTrainSearch,
  component: lazyRouteComponent(() => import('./TrainPage.js'), 'TrainPage'),
});

/** Trainings on the server, without a terminal. */
export const trainFeature = { route, navigation: { name: 'Train', Icon: IconBarbell, section: 'manage', admin: true } } satisfies Feature;
