import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('three people in a group: mentions, a new name, someone removed', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  const cleo = await person('Cleo Marsh');

  await ada.page.getByRole('button', { name: 'New chat' }).first().click();
  await ada.page.getByRole('button', { name: 'New group' }).click();
  await ada.page.getByLabel('Group name').fill('Book club');
  for (const member of [ben, cleo]) {
    await ada.page.getByLabel('Name, username or phone').fill(member.username);
    await ada.page.getByText(`@${member.username}`).click();
  }
  await ada.page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(ada.page.getByTestId('chat-subtitle')).toHaveText('3 members');

  await ben.openChat('Book club');
  await cleo.openChat('Book club');
  await ada.composer.pressSequentially('Which book, @cl');
  await ada.page.getByRole('option', { name: 'Cleo Marsh' }).click();
  await ada.composer.pressSequentially('?');
  await ada.composer.press('Enter');
  await expect(cleo.messages.getByText('@Cleo Marsh')).toBeVisible();
  await expect(ben.messages.last()).toContainText('Ada Novak');
  await ben.write('The one about bees');
  await expect(cleo.message('The one about bees')).toContainText('Ben Osei');
  await expect(ada.message('The one about bees')).toContainText('Ben Osei');

  await ada.page.getByTitle('Details').click();
  await ada.page.getByRole('button', { name: 'Rename group' }).click();
  await ada.page.getByLabel('Group name').fill('Bee club');
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(ben.page.getByRole('heading', { name: 'Bee club' })).toBeVisible();

  await ada.page.getByRole('button', { name: 'Options for Cleo Marsh' }).click();
  await ada.page.getByRole('menuitem', { name: 'Remove from group' }).click();
  await expect(ada.page.getByTestId('chat-subtitle').first()).toHaveText('2 members');
  await expect(cleo.composer).toBeHidden();
});

test('someone leaves a group', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.page.getByRole('button', { name: 'New chat' }).first().click();
  await ada.page.getByRole('button', { name: 'New group' }).click();
  await ada.page.getByLabel('Group name').fill('Short-lived');
  await ada.page.getByLabel('Name, username or phone').fill(ben.username);
  await ada.page.getByText(`@${ben.username}`).click();
  await ada.page.getByRole('button', { name: 'Create', exact: true }).click();
  await ben.openChat('Short-lived');
  await ben.page.getByTitle('Details').click();
  await ben.page.getByRole('button', { name: 'Leave group' }).click();
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click();
  await expect(ben.chatRow('Short-lived')).toHaveCount(0);
  await expect(ada.page.getByTestId('chat-subtitle').first()).toHaveText('1 member');
});
