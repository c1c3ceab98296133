import { request } from '@parley/testkit/rest';
import type { Ledger } from './ledger.ts';
import type { Person, Population } from './people.ts';
import type { SocketDevice } from './socket-device.ts';

/** Ms between two tries to take somebody out. */
const RETRY = 200;
/** Messages that somebody tries to send after they were taken out; each must be refused. */
const AFTERWARDS = 3;

/**
 * Takes `person` out of the group by its owner, and then lets them try to write there. Tries until the server says that it is done, or that
 * they are no member: then an answer was lost, and an earlier try has worked. Gives up when `isOver`.
 */
export async function takeOut(
  url: string,
  { people, leaving }: Population,
  { person, device }: { readonly person: Person; readonly device: SocketDevice },
  ledger: Ledger,
  isOver: () => boolean,
): Promise<void> {
  const owner = people[0];
  while (!isOver()) {
    if (await tryToTakeOut(url, `/chats/${leaving.id}/members/${person.userId}`, owner?.token ?? '')) {
      ledger.write({ k: 'removed', at: Date.now(), chat: leaving.chat, person: person.number });
      for (let n = 0; n < AFTERWARDS; n++) device.offer(leaving);
      return;
    }
    await Bun.sleep(RETRY);
  }
}

async function tryToTakeOut(url: string, path: string, token: string): Promise<boolean> {
  try {
    const { status } = await request(url, 'DELETE', path, { token });
    return status === 204 || status === 404;
  } catch {
    // No answer: it may have been done or not, and asking again tells.
    return false;
  }
}
