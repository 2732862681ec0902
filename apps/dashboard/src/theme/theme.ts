import { Alert, Badge, createTheme, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  '#f3f1fe',
  '#e4dffc',
  '#c8bff7',
  '#aa9cf2',
  '#8f7ded',
  '#7c67e6',
  '#6650d6',
  '#5746af',
  '#463891',
  '#352a70',
];

/** The look of Mantine's parts; colours of our own are in global.css. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 6 },
  colors: { iris },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Coloured words on the same colour's tint are too faint to read; the icon is enough to tell a warning from an error.
    // A tint of the card, because Mantine's own is as loud as a button in dark colours.
    Alert: Alert.extend({
      styles: { title: { color: 'var(--mantine-color-text)' } },
      vars: (_, { color = 'iris' }) => ({
        root: { '--alert-bg': `color-mix(in srgb, var(--mantine-color-${color}-filled) 12%, var(--card))` },
      }),
    }),
    // They are no banners of the page, and a page has one.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Modal: { styles: { title: { fontWeight: 620 } } },
    Badge: Badge.extend({ styles: { root: { textTransform: 'none' }, label: { color: 'var(--mantine-color-text)', fontWeight: 560 } } }),
  },
});
