import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { OverlayColours } from '../../components/embedding-map/overlay.js';
import type { PointColours, Rgba } from '../../components/embedding-map/point-renderer.js';
import type { Colouring } from './colouring.js';

const OPAQUE = 225;
const LOOK: Readonly<Record<'light' | 'dark', OverlayColours & { readonly dimmed: Rgba }>> = {
  light: { line: '#1f2430', halo: '#ffffff', dimmed: [176, 182, 196, 110] },
  dark: { line: '#f2f3f7', halo: '#1b1d23', dimmed: [92, 98, 112, 120] },
};

/** What points and marks look like in the scheme that is on. */
export function useMapColours({ group, groups }: Colouring): { readonly points: PointColours; readonly overlay: OverlayColours } {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  return useMemo(() => {
    const { dimmed, ...overlay } = LOOK[scheme];
    const palette = groups.map(({ color }) => {
      const number = Number.parseInt(color.slice(1), 16);
      return [number >> 16, (number >> 8) & 255, number & 255, OPAQUE] as const;
    });
    return { points: { group, palette, dimmed }, overlay };
  }, [group, groups, scheme]);
}
