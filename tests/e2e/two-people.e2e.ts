import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('two people sign up and chat, both ways, with ticks to read', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('Hello Ben');
  await expect(ada.ticks('Hello Ben')).toHaveAccessibleName('Delivered');

  await expect(ben.chatRow('Ada Novak')).toContainText('Hello Ben');
  await expect(ben.chatRow('Ada Novak')).toContainText('1 unread message');
  await ben.openChat('Ada Novak');
  await expect(ben.message('Hello Ben')).toBeVisible();
  await expect(ada.ticks('Hello Ben')).toHaveAccessibleName('Read');
  await expect(ben.chatRow('Ada Novak')).not.toContainText('unread');

  await ben.write('Hello Ada');
  await expect(ada.message('Hello Ada')).toBeVisible();
  await expect(ben.ticks('Hello Ada')).toHaveAccessibleName('Read');
});

test('one sees that the other is there and types', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('Are you there?');
  await ben.openChat('Ada Novak');
  await expect(ada.page.getByTestId('chat-subtitle')).toHaveText('online');

  await ben.composer.pressSequentially('Yes, wait');
  await expect(ada.page.getByTestId('chat-subtitle')).toHaveText('typing…');
  await expect(ada.chatRow('Ben Osei')).toContainText('typing…');
  await ben.composer.press('Enter');
  await expect(ada.message('Yes, wait')).toBeVisible();
  await expect(ada.page.getByTestId('chat-subtitle')).toHaveText('online');

  await ben.context.close();
  await expect(ada.page.getByTestId('chat-subtitle')).toContainText('last seen');
});

test('one changes, deletes, answers and reacts, and the other sees it', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('See you at six');
  await ada.write('Wrong chat, sorry');
  await ben.openChat('Ada Novak');

  await ada.chooseFor('See you at six', 'Edit');
  await expect(ada.composer).toHaveValue('See you at six');
  await ada.composer.fill('See you at seven');
  await ada.composer.press('Enter');
  await expect(ben.message('See you at seven')).toContainText('edited');
  await expect(ben.message('See you at six')).toHaveCount(0);

  await ada.chooseFor('Wrong chat, sorry', 'Delete');
  await ada.page.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ben.message('Wrong chat, sorry')).toHaveCount(0);
  await expect(ben.message('This message was deleted')).toBeVisible();

  await ben.chooseFor('See you at seven', 'Reply');
  // The menu is gone only after a while, and must not take the focus along that the field has got.
  await expect(ben.page.getByRole('menu')).toHaveCount(0);
  await expect(ben.composer).toBeFocused();
  await ben.write('Fine with me');
  await expect(ada.message('Fine with me')).toContainText('See you at seven');

  await ada.message('Fine with me').click({ button: 'right' });
  await ada.page.getByRole('menuitem', { name: 'React with 👍' }).click();
  await expect(ben.message('Fine with me').getByRole('button', { name: '👍, 1 reaction' })).toBeVisible();
});

test('a message deleted for oneself stays with the other', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('Only you keep this');
  await ben.openChat('Ada Novak');
  await expect(ben.message('Only you keep this')).toBeVisible();
  await ada.chooseFor('Only you keep this', 'Delete');
  await ada.page.getByRole('button', { name: 'Delete for me' }).click();
  await expect(ada.message('Only you keep this')).toHaveCount(0);
  await ada.page.reload();
  await expect(ada.page.getByRole('heading', { name: 'Ben Osei' })).toBeVisible();
  await expect(ada.message('Only you keep this')).toHaveCount(0);
  await expect(ben.message('Only you keep this')).toBeVisible();
});

test('a message is forwarded to another chat, and starred', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  const cleo = await person('Cleo Marsh');
  await ada.startChatWith(cleo);
  await ada.write('Hello Cleo');
  await ada.startChatWith(ben);
  await ada.write('The address is Elm Street 4');
  await ada.chooseFor('The address is Elm Street 4', 'Star');
  await expect(ada.message('The address is Elm Street 4').getByLabel('Starred')).toBeVisible();

  await ada.chooseFor('The address is Elm Street 4', 'Forward');
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByText('Cleo Marsh').click();
  await dialog.getByRole('button', { name: 'Forward' }).click();
  await cleo.openChat('Ada Novak');
  await expect(cleo.message('The address is Elm Street 4')).toContainText('Forwarded');
});
