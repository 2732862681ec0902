import { IconLayoutDashboard } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Feature } from '../../routing/feature.js';
import { rootRoute } from '../../routing/root-route.js';
import { OverviewPage } from './OverviewPage.js';

const route = createRoute({ getParentRoute: () => rootRoute, path: '/', component: OverviewPage });

/** What is served, what was trained, what to do next. */
export const overviewFeature = { route, navigation: { name: 'Overview', Icon: IconLayoutDashboard } } satisfies Feature;
