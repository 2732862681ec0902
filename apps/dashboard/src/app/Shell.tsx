import { AppShell, Group, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { AuthenticationError } from '@supcon/sdk';
import { IconApi } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useIsAdmin } from '../entities/job/use-jobs.js';
import { useModels } from '../entities/model/use-models.js';
import { useSession } from '../session/session.js';
import { Logo } from '../components/Logo.js';
import { JobsTray } from './JobsTray.js';
import { KeyForm } from './KeyForm.js';
import { navigationEntries } from './navigation-entries.js';
import { SchemeToggle } from './SchemeToggle.js';
import { ServerState } from './ServerState.js';
import classes from './Shell.module.css';

/** Only a narrow screen has it. */
const MoreMenu = lazy(async () => ({ default: (await import('./MoreMenu.js')).MoreMenu }));

/** Navigation around every page: at the left, or at the bottom of a narrow screen. */
export function Shell() {
  const { apiKey, client } = useSession();
  const docs = `${client.baseUrl}/docs`;
  const { error } = useModels();
  const isAdmin = useIsAdmin() !== false;
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  if (error instanceof AuthenticationError) return <KeyForm wrong={apiKey !== undefined} />;
  const pages = navigationEntries(isAdmin);
  const looking = pages.filter(({ section }) => section === undefined);
  const managing = pages.filter(({ section }) => section === 'manage');
  return (
    <AppShell
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: true } }}
      header={{ height: { base: 54, sm: 0 } }}
      footer={{ height: { base: 58, sm: 0 } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" px="md" className={classes['navbar'] ?? ''}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Brand />
          <Group gap="xs" wrap="nowrap">
            {narrow && <JobsTray />}
            <SchemeToggle />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" className={classes['navbar'] ?? ''} aria-label="Pages">
        <Stack h="100%" justify="space-between">
          <div>
            <div style={{ padding: '4px 8px 22px' }}>
              <Brand />
            </div>
            <Stack gap={3}>
              {looking.map((page) => (
                <PageLink key={page.to} page={page} />
              ))}
              {managing.length > 0 && <div className={classes['section']}>Manage</div>}
              {managing.map((page) => (
                <PageLink key={page.to} page={page} />
              ))}
              <a href={docs} className={classes['link']}>
                <IconApi size={19} stroke={1.7} aria-hidden />
                API reference
              </a>
            </Stack>
          </div>
          <Stack gap="sm">
            {!narrow && <JobsTray />}
            <Group justify="space-between" align="center" wrap="nowrap" px={8}>
              <ServerState />
              <SchemeToggle />
            </Group>
          </Stack>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <div className={classes['main']}>
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes['foot'] ?? ''}>
        <nav className={classes['tabs']} aria-label="Pages at the bottom">
          {looking.map(({ to, name, Icon }) => (
            <Link key={to} to={to} className={classes['tab']} activeOptions={{ exact: to === '/' }}>
              <Icon size={21} stroke={1.7} aria-hidden />
              {name}
            </Link>
          ))}
          {narrow && (
            <Suspense fallback={null}>
              <MoreMenu pages={managing} docs={docs} />
            </Suspense>
          )}
        </nav>
      </AppShell.Footer>
    </AppShell>
  );
}

function PageLink({ page: { to, name, Icon } }: { readonly page: ReturnType<typeof navigationEntries>[number] }) {
  return (
    <Link to={to} className={classes['link']} activeOptions={{ exact: to === '/' }}>
      <Icon size={19} stroke={1.7} aria-hidden />
      {name}
    </Link>
  );
}

function Brand() {
  return (
    <Link to="/" className={classes['brand']}>
      <Logo />
      Supcon
    </Link>
  );
}
