/** Whether the user has asked to stop. */
export interface StopSignal {
  readonly requested: boolean;
  dispose(): void;
}

export const NEVER_STOP: StopSignal = { requested: false, dispose: () => undefined };

/** Listens for Ctrl-C and SIGTERM: the first asks for a stop at the next safe point, the second ends the process at once.
 * @param onFirst says what will happen.  @param exitNow ends the process. */
export function listenForStop(onFirst: () => void, exitNow: () => void, source: NodeJS.EventEmitter = process): StopSignal {
  let requested = false;
  const handler = (): void => {
    if (requested) exitNow();
    else {
      requested = true;
      onFirst();
    }
  };
  source.on('SIGINT', handler);
  source.on('SIGTERM', handler);
  return {
    get requested() {
      return requested;
    },
    dispose: () => {
      source.off('SIGINT', handler);
      source.off('SIGTERM', handler);
    },
  };
}
