import { Menu } from '@mantine/core';
import { IconApi, IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { navigationEntries } from './navigation-entries.js';
import classes from './Shell.module.css';

/** The pages for which a narrow screen has no room at its bottom. */
export function MoreMenu({ pages, docs }: { readonly pages: ReturnType<typeof navigationEntries>; readonly docs: string }) {
  return (
    <Menu position="top-end" withArrow shadow="md" width={220}>
      <Menu.Target>
        <button type="button" className={`${classes['tab']} ${classes['more']}`}>
          <IconDots size={21} stroke={1.7} aria-hidden />
          More
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map(({ to, name, Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} stroke={1.7} />}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Item component="a" href={docs} leftSection={<IconApi size={18} stroke={1.7} />}>
          API reference
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
