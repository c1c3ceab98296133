import { expect, test } from 'bun:test';
import { createWorld } from '../sim/world.ts';
import { createRequests } from './requests.ts';

function setUp(canSend = true) {
  const world = createWorld();
  const sent: { readonly ref?: string | undefined }[] = [];
  let renewed = 0;
  const requests = createRequests(world.clock(), {
    send: (frame) => {
      if (canSend) sent.push(frame);
      return canSend;
    },
    renew: () => void renewed++,
  });
  const ask = () => requests.ask({ type: 'message.delete', messageId: 'm', for: 'me' });
  return { world, sent, requests, ask, renewed: () => renewed };
}

test('answers find their questions, in any order', async () => {
  const { sent, requests, ask } = setUp();
  const first = ask();
  const second = ask();
  expect(requests.answer({ type: 'ok', ref: sent[1]?.ref })).toBe(true);
  expect(requests.answer({ type: 'ok', ref: sent[0]?.ref })).toBe(true);
  expect([(await first).type, (await second).type]).toEqual(['ok', 'ok']);
});

test('an error is thrown as the server put it', async () => {
  const { sent, requests, ask } = setUp();
  const asked = ask();
  requests.answer({ type: 'error', ref: sent[0]?.ref, code: 'chat.not_a_member', message: 'no', retryable: false });
  await expect(asked).rejects.toMatchObject({ code: 'chat.not_a_member', retryable: false });
});

test('what nobody asked is no answer', () => {
  const { requests } = setUp();
  expect(requests.answer({ type: 'ok', ref: '99' })).toBe(false);
  expect(requests.answer({ type: 'pong' })).toBe(false);
});

test('all are lost with the connection, and may be asked again', async () => {
  const { requests, ask } = setUp();
  const asked = ask();
  requests.lost();
  await expect(asked).rejects.toMatchObject({ code: 'network.lost', retryable: true });
  await expect(setUp(false).ask()).rejects.toMatchObject({ code: 'network.lost' });
});

test('a socket that does not answer in time is given up', async () => {
  const { world, ask, requests, renewed } = setUp();
  void ask().catch(() => undefined);
  await world.pass(14_000);
  expect(renewed()).toBe(0);
  await world.pass(2_000);
  expect(renewed()).toBe(1);
  requests.lost();
});
