import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Gate } from './gate.tsx';
import { parsePlaceSearch } from './place.ts';

// The address says only where one is; the panes read it with `usePlace`, so both routes show the same shell.
const root = createRootRoute({ component: Gate, validateSearch: parsePlaceSearch, notFoundComponent: Gate });
const home = createRoute({ getParentRoute: () => root, path: '/' });
const chat = createRoute({ getParentRoute: () => root, path: '/c/$chatId' });

/** The routes of the web client. */
export const router = createRouter({ routeTree: root.addChildren([home, chat]) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
