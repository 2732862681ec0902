import { IconPhotoSearch } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/try',
  component: lazyRouteComponent(() => import('./TryPage.js'), 'TryPage'),
});

/** Ask about a picture. */
export const tryFeature = { route, navigation: { name: 'Try it', Icon: IconPhotoSearch } } satisfies Feature;
