import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('everything that matters can be done with the keyboard alone', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  const { page } = ada;
  const { keyboard } = page;

  await keyboard.press('Control+Alt+n');
  await expect(page.getByLabel('Name, username or phone')).toBeFocused();
  await keyboard.type(ben.username);
  const found = page.getByRole('button', { name: 'Ben Osei' });
  await expect(found).toBeVisible();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await expect(found).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Ben Osei' })).toBeVisible();

  await ada.composer.focus();
  await keyboard.type('First line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await expect(ada.messages).toHaveCount(1);
  await expect(ada.messages).toContainText('First line\nsecond line');

  await expect(ada.composer).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(ada.composer).toHaveValue('First line\nsecond line');
  await keyboard.press('Escape');
  await expect(ada.composer).toHaveValue('');

  await keyboard.type('Second message');
  await keyboard.press('Enter');
  await expect(ada.ticks('Second message')).toHaveAccessibleName('Delivered');
  await ada.messages.last().focus();
  await keyboard.press('ArrowUp');
  await expect(ada.messages.first()).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(ada.messages.first()).toBeFocused();

  await keyboard.press('Control+k');
  await expect(page.getByLabel('Words to look for')).toBeFocused();
  await keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Chats' })).toBeVisible();
});
