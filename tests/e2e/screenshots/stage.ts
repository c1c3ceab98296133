import { registerPerson } from '../support/api-person.ts';

interface Chat {
  readonly id: string;
}

/** Fills a server with a few days of believable talk and answers how the one whose screen is shown signs in. */
export async function setStage(baseUrl: string): Promise<{ readonly name: string; readonly username: string }> {
  const cast = [
    ['Nora Lindgren', 'nora'],
    ['Tomás Herrera', 'tomas_h'],
    ['Priya Raman', 'priya'],
    ['Jonas Weber', 'jonas_w'],
    ['ليلى حداد', 'layla_h'],
    ['Mei Tanaka', 'mei_t'],
    ['Grace Okafor', 'grace_o'],
  ] as const;
  const people = await Promise.all(cast.map(([name, username]) => registerPerson(baseUrl, name, username)));
  const [nora, tomas, priya, jonas, layla, mei, grace] = people;
  if (!nora || !tomas || !priya || !jonas || !layla || !mei || !grace) throw new Error('somebody is missing');
  const direct = (userId: string) => nora.call<Chat>('POST', '/chats', { type: 'direct', userId });
  const group = (title: string, members: readonly { readonly id: string }[]) =>
    nora.call<Chat>('POST', '/chats', { type: 'group', title, memberIds: members.map(({ id }) => id) });

  const graceChat = await direct(grace.id);
  await grace.say(graceChat.id, 'Thanks for the plums! The children ate half of them on the way home.');
  await nora.say(graceChat.id, 'There are plenty more where those came from 🍑');

  const meiChat = await direct(mei.id);
  await nora.say(meiChat.id, 'Are you still coming by train?');
  await mei.say(meiChat.id, 'Yes, arriving 18:40. No need to pick me up.');
  await nora.say(meiChat.id, 'Platform 4, I’ll be there anyway.');

  const choir = await group('Choir, Thursdays', [grace, jonas, layla]);
  await grace.say(choir.id, 'Rehearsal moves to the small hall this week.');
  await jonas.say(choir.id, 'Good, the piano there is in tune.');
  await nora.call('PATCH', `/chats/${choir.id}/me`, { mutedUntil: '9999-12-31T00:00:00.000Z' });

  const laylaChat = await direct(layla.id);
  await nora.say(laylaChat.id, 'How was the opening?');
  await layla.say(laylaChat.id, 'كان رائعًا، جاء الجميع!');
  await layla.say(laylaChat.id, 'أرسل لك الصور الليلة');

  const priyaChat = await direct(priya.id);
  await priya.say(priyaChat.id, 'I found the recipe, it was in the blue folder.');
  await nora.say(priyaChat.id, 'You are a treasure.');
  await priya.say(priyaChat.id, 'Remember: half the sugar.');

  const garden = await group('Garden on Elm Street', [tomas, priya, jonas]);
  await nora.call('PATCH', `/chats/${garden.id}/me`, { pinned: true });
  await tomas.say(garden.id, 'Morning all. The delivery is here: three bags of soil and the new hose.');
  await jonas.say(garden.id, 'Wonderful. I can carry them to the back around five.');
  const plan = await priya.say(garden.id, 'Here is the plan for the beds, tell me what you think: https://example.org/beds');
  await nora.say(garden.id, 'Beans along the fence, yes. They will climb all the way to the kitchen window.', plan);
  await nora.say(garden.id, 'And I have too many tomato plants, who wants some?');
  const tomatoes = await tomas.say(garden.id, 'Me! The shelf by the south wall is free.');
  await jonas.say(garden.id, '🍅');
  await priya.say(garden.id, 'Keep two for me. See you at five, I bring lemonade.');
  await nora.call('PUT', `/messages/${tomatoes}/reactions/${encodeURIComponent('❤️')}`);
  await priya.call('PUT', `/messages/${tomatoes}/reactions/${encodeURIComponent('❤️')}`);
  await jonas.call('PUT', `/messages/${plan}/reactions/${encodeURIComponent('👍')}`);
  await nora.say(garden.id, 'Five it is. Gloves are in the shed.');
  return nora;
}
