import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.js';

/** What an address that does not exist shows. */
export function MissingPage() {
  return (
    <>
      <PageHead title="No such page" text="There is nothing at this address." />
      <Anchor component={Link} to="/">
        To the overview
      </Anchor>
    </>
  );
}
