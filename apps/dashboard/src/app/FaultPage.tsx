import { Button, Group } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { ErrorNotice } from '../components/ErrorNotice.js';
import { PageHead } from '../components/PageHead.js';

/** What stands in the place of a page that failed; the navigation around it stays. */
export function FaultPage({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page failed" text="Everything else is as it was." />
      <ErrorNotice title="What went wrong" error={error} onRetry={reset} />
      <Group mt="md">
        <Button component={Link} to="/" variant="light">
          To the overview
        </Button>
      </Group>
    </>
  );
}
