import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './app/global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QUERY_DEFAULTS } from './api/queries.js';
import { SessionProvider } from './api/session.js';
import { router } from './app/router.js';
import { theme } from './app/theme.js';

const queryClient = new QueryClient({ defaultOptions: QUERY_DEFAULTS });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
