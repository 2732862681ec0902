import type { AnyRoute } from '@tanstack/react-router';
import type { ComponentType } from 'react';

/** How a page is listed in the navigation; where it leads is its route's affair. */
export interface NavigationEntry {
  readonly name: string;
  readonly Icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  /** Among the pages that change the server, after those that look at pictures and trainings. */
  readonly section?: 'manage';
  /** Whether only admins get anything out of it: it is not offered to others. */
  readonly admin?: boolean;
}

/** What a feature gives to the app: its page, and its place in the navigation unless one gets there from another page only. */
export interface Feature {
  readonly route: AnyRoute;
  readonly navigation?: NavigationEntry;
}
