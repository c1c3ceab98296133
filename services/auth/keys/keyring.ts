import type { Clock } from '@parley/kernel/clock';
import { LOOK_EVERY_MS, signingKey } from '../domain/key-rotation.ts';
import type { SigningKey } from './signing-key.ts';

/** The keys of the installation as this process knows them. */
export interface Keyring {
  /** The key that signs now. */
  current(): SigningKey;
  /** A key by its `kid`; undefined where it is unknown or has been dropped. */
  find(id: string): SigningKey | undefined;
  /** All keys, which is what is published. */
  all(): readonly SigningKey[];
  /** Stops looking for new keys. */
  stop(): void;
}

interface KeyringOptions {
  /** Answers the keys as they are to be now; called at once, and once a day where `renews`. */
  readonly load: () => Promise<readonly SigningKey[]>;
  readonly renews: boolean;
  readonly clock: Clock;
  /** Told when loading has failed; the known keys stay in use. */
  readonly onFailure: (error: unknown) => void;
}

/** Loads the keys and keeps them up to date. */
export async function openKeyring({ load, renews, clock, onFailure }: KeyringOptions): Promise<Keyring> {
  let keys = await load();
  let cancel = () => {};
  let stopped = false;

  function lookAgainLater(): void {
    cancel = clock.schedule(LOOK_EVERY_MS, () => void renew());
  }
  async function renew(): Promise<void> {
    try {
      keys = await load();
    } catch (error) {
      onFailure(error);
    }
    if (!stopped) lookAgainLater();
  }
  if (renews) lookAgainLater();

  return {
    current() {
      const key = signingKey(keys, clock.now());
      if (key === undefined) throw new Error('there is no signing key');
      return key;
    },
    find: (id) => keys.find((key) => key.id === id),
    all: () => keys,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
