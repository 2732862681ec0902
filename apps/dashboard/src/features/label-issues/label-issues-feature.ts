import { IconTags } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { parseLabelIssuesSearch } from './label-issues-search.js';

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/label-issues',
  validateSearch: parseLabelIssuesSearch,
  component: lazyRouteComponent(() => import('./LabelIssuesPage.js'), 'LabelIssuesPage'),
});

/** Pictures whose label is in doubt, to look through by keyboard. */
export const labelIssuesFeature = { route, navigation: { name: 'Label issues', Icon: IconTags, section: 'manage' } } satisfies Feature;
