/** A place that an encoder takes in memory, as far as it matters to one that wants in. */
export interface TakenPlace {
  readonly bytes: number;
  /** Who holds it. */
  readonly leases: number;
  /** Of the leases, those that keep their place. */
  readonly residents: number;
  /** Makes room already as soon as it can. */
  readonly leaving: boolean;
  /** Whether an alias names its model, so that it will be asked for again. */
  readonly named: boolean;
}

/** How much there is room for. */
export interface RoomBounds {
  /** Encoders. */
  readonly maxLoaded: number;
  /** Bytes of all of them. */
  readonly maxBytes: number;
}

/** What makes room for one more: some that are closed now; some that are closed once they were given back; or nothing ever will. */
export type Room<P> = { readonly close: readonly P[] } | { readonly leave: readonly P[] } | 'never';

/** First go those that nobody holds and no alias names, then those that nobody holds, each time the least recently used. Where that is not enough, those that are held go as soon as
 * they were given back, except for residents.
 * @param places from the least recently used to the latest. @param bytes of the one that wants in.
 * @returns 'never' where it would not fit beside the smallest resident; with several, a model is just being replaced, and all but one of them will go. */
export function makeRoom<P extends TakenPlace>(places: readonly P[], bytes: number, { maxLoaded, maxBytes }: RoomBounds): Room<P> {
  const residents = places.filter((place) => place.residents > 0).map((place) => place.bytes);
  if (bytes + (residents.length === 0 ? 0 : Math.min(...residents)) > maxBytes) return 'never';
  let count = places.length;
  let taken = places.reduce((sum, place) => sum + place.bytes, 0);
  /** Of the candidates as many as are needed, in their order. */
  const gather = (candidates: readonly P[]): P[] => {
    const chosen: P[] = [];
    for (const place of candidates) {
      if (count < maxLoaded && taken + bytes <= maxBytes) break;
      chosen.push(place);
      count--;
      taken -= place.bytes;
    }
    return chosen;
  };
  const idle = places.filter(({ leases }) => leases === 0);
  const close = gather([...idle.filter(({ named }) => !named), ...idle.filter(({ named }) => named)]);
  if (count < maxLoaded && taken + bytes <= maxBytes) return { close };
  const held = places.filter((place) => place.leases > 0 && place.residents === 0);
  return { leave: gather([...held.filter(({ leaving }) => leaving), ...held.filter(({ leaving }) => !leaving)]) };
}
