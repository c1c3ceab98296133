import type { Deadline } from './deadline.ts';
import { within } from './deadline.ts';
import type { Listening } from './device.ts';
import { awaitLive, type Couple, compareAllWays, edit, read, type Sent, send, syncSince } from './probe.ts';
import type { RoundResult, StepName, StepResult } from './steps.ts';

export interface RoundContext {
  /** Signs both in, or answers those who still are; every round begins with it. */
  readonly signIn: (deadline: Deadline) => Promise<Omit<Couple, 'chatId'>>;
  /** Ms for each wait of a step. */
  readonly stepTimeout: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Messages that are sent live in a round. */
const MESSAGES = 3;

/** Something is not as it should be, though everything answered in time. */
class Discrepancy extends Error {}

/** Goes through everything that two people do with the server. Never rejects: what goes wrong is in the result. */
export async function runRound({ signIn, stepTimeout, now }: RoundContext): Promise<RoundResult> {
  const at = now();
  const steps: StepResult[] = [];
  const acknowledged: number[] = [];
  const delivered: number[] = [];
  const ears: Listening[] = [];

  async function step<T>(name: StepName, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
    try {
      const result = await work(within(stepTimeout));
      steps.push({ step: name, ok: true, ms: elapsed() });
      return result;
    } catch (error) {
      steps.push({ step: name, ok: false, ms: elapsed(), problem: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  async function go(): Promise<void> {
    const { writer, reader } = await step('sign-in', signIn);
    const couple = await step('chat', async (deadline): Promise<Couple> => {
      const { id } = await deadline.limit('direct chat', writer.parley.chats.createDirect(reader.userId));
      return { writer, reader, chatId: id };
    });
    const cursor = (await reader.store.read((tx) => tx.meta('cursor'))) ?? '';
    const [writersEar, readersEar] = [writer.listen(), reader.listen()];
    ears.push(writersEar, readersEar);

    const live: Sent[] = [];
    const pending: { readonly sent: Sent & { readonly sentAt: number }; readonly arrival: Promise<number> }[] = [];
    await step('send', async (deadline) => {
      for (let n = 0; n < MESSAGES; n++) {
        const sent = await send(couple, writersEar, `canary ${at} ${n}`, deadline);
        acknowledged.push(sent.acknowledgedAt - sent.sentAt);
        const arrival = awaitLive(readersEar, sent, deadline).then(() => performance.now());
        // Whether it comes is the next step's question.
        arrival.catch(() => undefined);
        pending.push({ sent, arrival });
        live.push(sent);
      }
    });
    await step('deliver', async () => {
      for (const { sent, arrival } of pending) delivered.push((await arrival) - sent.sentAt);
    });
    const [first] = live;
    const last = live.at(-1);
    if (first === undefined || last === undefined) throw new Error('a round sends something');
    await step('edit', (deadline) => edit(couple, readersEar, first, `canary ${at} edited`, deadline));
    await step('receipt', (deadline) => read(couple, writersEar, last.seq, deadline));
    const missed = await step('reconnect', async (deadline) => {
      const back = reader.reconnect(deadline);
      back.catch(() => undefined);
      const sent = await send(couple, writersEar, `canary ${at} while away`, deadline);
      await back;
      return sent;
    });
    await step('compare', async (deadline) => {
      const sync = await syncSince(couple, cursor, deadline);
      const found = await compareAllWays(couple, readersEar, sync, { live, missed: [missed] }, deadline);
      if (found.length > 0) throw new Discrepancy(found.join('; '));
    });
    await step('clean-up', async (deadline) => {
      for (const { messageId: id, clientMsgId } of [...live, missed])
        await writer.parley.messages.delete({ chatId: couple.chatId, id, clientMsgId, senderId: writer.userId }, 'everyone');
      await deadline.limit('deletion', writer.parley.whenDelivered());
    });
  }

  try {
    await go();
  } catch {
    // The step that failed says why.
  } finally {
    for (const ear of ears) ear.end();
  }
  return { ok: steps.every(({ ok }) => ok), at, steps, acknowledged, delivered };
}
