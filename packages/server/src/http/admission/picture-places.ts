/** Places among the pictures that are worked at, those of one request. */
export interface PicturePlace {
  /** Gives back all but so many of them; all that are there where it has fewer. */
  keep(count: number): void;
  /** Gives them back; again does nothing. */
  release(): void;
  /** How many these are now. */
  readonly count: number;
}

/** So many pictures may be under way at the same time. */
export interface PicturePlaces {
  /** @param client whose share they are counted to. @param count all of them or none. Default 1.
   * @returns undefined where there are not so many left, or the client would have more than its share. */
  take(client: string, count?: number): PicturePlace | undefined;
  readonly taken: number;
}

/** A part stays free for whoever comes next: one that asks for all of them shuts out nobody. */
const MOST_FOR_ALL_WHO_ARE_THERE = 0.75;

/** Places that clients share: each may have three quarters of them, divided by how many clients have any, and who has none the places of one request,
 * however many pictures it has.
 * @param most tells how many there are at the moment, at least 1; where there are fewer than are taken, nobody gets any.
 * @param onChange hears how many are taken. */
export function createPicturePlaces(most: () => number, onChange: (taken: number) => void = () => undefined): PicturePlaces {
  const takenBy = new Map<string, number>();
  let taken = 0;
  return {
    take: (client, count = 1) => {
      const mine = takenBy.get(client) ?? 0;
      const clients = takenBy.size + (mine === 0 ? 1 : 0);
      const limit = most();
      const share = Math.ceil((limit * MOST_FOR_ALL_WHO_ARE_THERE) / clients);
      if (taken + count > limit || (mine > 0 && mine + count > share)) return undefined;
      const change = (by: number): void => {
        if (by === 0) return;
        taken += by;
        onChange(taken);
        const left = (takenBy.get(client) ?? 0) + by;
        if (left > 0) takenBy.set(client, left);
        else takenBy.delete(client);
      };
      change(count);
      let held = count;
      const keep = (kept: number): void => {
        const left = Math.min(held, kept);
        change(left - held);
        held = left;
      };
      return {
        keep,
        release: () => keep(0),
        get count() {
          return held;
        },
      };
    },
    get taken() {
      return taken;
    },
  };
}
