import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('one chooses that messages disappear, both are told, and new messages say so', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.page.getByRole('button', { name: 'New chat' }).first().click();
  await ada.page.getByLabel('Name, username or phone').fill(ben.username);
  await ada.page.getByText(`@${ben.username}`).click();
  await ada.write('This one stays');
  await ben.openChat('Ada Novak');

  await ada.page.getByTitle('Details').click();
  await ada.page.getByLabel('Disappearing messages').selectOption({ index: 1 });
  await expect(ben.page.getByTestId('messages').getByText('Ada Novak let new messages disappear after 1 day')).toBeVisible();
  await ada.write('This one goes');
  await expect(ben.message('This one goes').getByRole('img', { name: /^Disappears / })).toBeVisible();
  await expect(ben.message('This one stays').getByRole('img', { name: /^Disappears / })).toBeHidden();
});
