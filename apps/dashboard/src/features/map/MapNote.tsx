import { useMediaQuery } from '@mantine/hooks';
import classes from './CollectionMap.module.css';

/** How the map is used right now, in a line at its edge. @param renderer undefined until it has drawn. */
export function MapNote({ lassoing, renderer }: { readonly lassoing: boolean; readonly renderer: 'webgl2' | 'canvas2d' | undefined }) {
  const byFinger = useMediaQuery('(pointer: coarse)');
  return (
    <div className={classes['note']}>
      {lassoing
        ? 'Draw around points to select them; l or Esc ends it.'
        : renderer === 'canvas2d'
          ? 'Drawn without WebGL 2, which this browser does not have.'
          : byFinger
            ? 'One finger moves, two zoom.'
            : 'Drag to move, wheel to zoom, Shift and drag to select.'}
    </div>
  );
}
