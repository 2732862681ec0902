/** A place among the pictures that are worked at. */
export interface PicturePlace {
  /** Gives it back; again does nothing. */
  release(): void;
}

/** So many pictures may be under way at the same time. */
export interface PicturePlaces {
  /** @param client whose share it is counted to. @returns undefined where there is none left, or the client has its share. */
  take(client: string): PicturePlace | undefined;
  readonly taken: number;
}

/** A part stays free for whoever comes next: one that asks for all of them shuts out nobody. */
const MOST_FOR_ALL_WHO_ARE_THERE = 0.75;

/** Places that clients share: each may have three quarters of them, divided by how many clients have any.
 * @param limit places, at least 1. */
export function createPicturePlaces(limit: number): PicturePlaces {
  const takenBy = new Map<string, number>();
  let taken = 0;
  return {
    take: (client) => {
      const mine = takenBy.get(client) ?? 0;
      const clients = takenBy.size + (mine === 0 ? 1 : 0);
      const share = Math.max(1, Math.ceil((limit * MOST_FOR_ALL_WHO_ARE_THERE) / clients));
      if (taken >= limit || mine >= share) return undefined;
      taken++;
      takenBy.set(client, mine + 1);
      let given = false;
      return {
        release: () => {
          if (given) return;
          given = true;
          taken--;
          const left = takenBy.get(client)! - 1;
          if (left > 0) takenBy.set(client, left);
          else takenBy.delete(client);
        },
      };
    },
    get taken() {
      return taken;
    },
  };
}
