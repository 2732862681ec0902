import { createRootRoute } from '@tanstack/react-router';

/** The route around all others. Features hang theirs under it; the app gives it the shell. */
export const rootRoute = createRootRoute();
