import { IconKey } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseKeysSearch } from './keys-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys',
  validateSearch: parseKeysSearch,
  component: lazyRouteComponent(() => import('./KeysPage.js'), 'KeysPage'),
});

/** Who may ask the server. */
export const keysFeature = { route, navigation: { name: 'Keys', Icon: IconKey, section: 'manage', admin: true } } satisfies Feature;
