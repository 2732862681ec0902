import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './theme/global.css';
import { MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.js';
import { createSessionStore } from './session/session-store.js';
import { SessionProvider } from './session/session.js';
import { theme } from './theme/theme.js';

/** Talks to the server that this page came from. */
const sessions = createSessionStore({ baseUrl: window.location.origin, storage: sessionStorage });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <SessionProvider store={sessions}>
        <RouterProvider router={router} />
      </SessionProvider>
    </MantineProvider>
  </StrictMode>,
);
