import { createRouter } from '@tanstack/react-router';
import { rootRoute } from '../routing/root-route.js';
import { FaultPage } from './FaultPage.js';
import { FEATURES } from './features.js';
import { MissingPage } from './MissingPage.js';
import { Shell } from './Shell.js';

/** The routes of a list of features, each with its own type, which is what makes links between pages checked. */
type RoutesOf<F extends readonly { readonly route: unknown }[]> = { readonly [N in keyof F]: F[N]['route'] };

const routes = FEATURES.map(({ route }) => route) as unknown as RoutesOf<typeof FEATURES>;

/** Which page belongs to an address. */
export const router = createRouter({
  routeTree: rootRoute.update({ component: Shell, notFoundComponent: MissingPage }).addChildren(routes),
  defaultErrorComponent: FaultPage,
  // Otherwise what a page's search leaves out, because it cannot be read, would come through as it stands in the address.
  search: { strict: true },
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
