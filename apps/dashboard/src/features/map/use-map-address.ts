import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { View } from '../../components/embedding-map/viewport.js';
import type { MapSearch } from './map-search.js';
import { viewText, withSearch } from './map-state.js';

const route = getRouteApi('/map');
/** Since the map came to rest until its view stands in the address, milliseconds: browsers take few changes a second. */
const WRITE_AFTER_MS = 250;

/** Keeps what the map shows in the address: what was chosen as a step of its own that Back and Ctrl+Z undo, the view in place. */
export function useMapAddress() {
  const navigate = route.useNavigate();
  const router = useRouter();
  const first = useRef(router.history.location.state.__TSR_index);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = useCallback(
    (changed: Parameters<typeof withSearch>[1], { replace = false }: { readonly replace?: boolean } = {}) =>
      void navigate({ search: (search: MapSearch) => withSearch(search, changed), replace, resetScroll: false }),
    [navigate],
  );
  const keepView = useCallback(
    (view: View) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const { v } = router.state.location.search as MapSearch;
        if (viewText(view) !== v) change({ v: viewText(view) }, { replace: true });
      }, WRITE_AFTER_MS);
    },
    [change, router],
  );
  const undo = useCallback(() => {
    if (router.history.location.state.__TSR_index > first.current) router.history.back();
  }, [router]);
  return useMemo(() => ({ change, keepView, undo }), [change, keepView, undo]);
}
