import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './theme/global.css';
import { MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.js';
import { basePath } from './routing/base-path.js';
import { createSessionStore } from './session/session-store.js';
import { SessionProvider } from './session/session.js';
import { theme } from './theme/theme.js';

const base = basePath(document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content, window.location.origin);
/** Talks to the server that this page came from. */
const sessions = createSessionStore({ baseUrl: new URL(base, window.location.origin).href, storage: sessionStorage });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <SessionProvider store={sessions}>
        <RouterProvider router={router} basepath={base} />
      </SessionProvider>
    </MantineProvider>
  </StrictMode>,
);
