import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('a wrong password is said to be wrong, and the right one lets in', async ({ person, browser, server }) => {
  const ada = await person('Ada Novak');
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('tab', { name: 'Sign in' }).click();
  await page.getByLabel('Username').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('don’t go together');
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Chats' })).toBeVisible();
  await context.close();
});

test('a username that is taken is said to be taken', async ({ person }) => {
  const ada = await person('Ada Novak');
  const imitator = await person('Ada Novak', { signUp: false });
  await imitator.page.goto('/');
  await imitator.page.getByLabel('Your name').fill('Another Ada');
  await imitator.page.getByLabel('Username').fill(ada.username);
  await imitator.page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await imitator.page.getByRole('button', { name: 'Create account' }).click();
  await expect(imitator.page.getByRole('alert')).toContainText('already has this username');
});

test('a code by phone signs up, a wrong one does not', async ({ person }) => {
  const ada = await person('Ada Novak', { signUp: false });
  await ada.page.goto('/');
  await ada.page.getByRole('tab', { name: 'By phone' }).click();
  await ada.page.getByLabel('Phone number').fill(`+4915${Date.now().toString().slice(-9)}`);
  await ada.page.getByRole('button', { name: 'Send me a code' }).click();
  const field = ada.page.getByLabel('Code', { exact: true });
  const code = await field.inputValue();
  await field.fill(code === '000000' ? '111111' : '000000');
  await ada.page.getByRole('button', { name: 'Continue' }).click();
  await expect(ada.page.getByRole('alert')).toContainText('wrong or has expired');
  await field.fill(code);
  await ada.page.getByRole('button', { name: 'Continue' }).click();
  await expect(ada.page.getByRole('heading', { name: 'Chats' })).toBeVisible();
});

test('a session that is ended elsewhere signs out at once, and says so', async ({ person, browser, server }) => {
  const ada = await person('Ada Novak');
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('tab', { name: 'Sign in' }).click();
  await page.getByLabel('Username').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Chats' })).toBeVisible();

  await ada.page.goto('/?panel=devices');
  await expect(ada.page.getByTestId('session')).toHaveCount(2);
  await ada.page.getByRole('button', { name: /^Sign out of (?!all)/ }).click();
  await expect(page.getByRole('alert')).toContainText('signed out');
  await expect(ada.page.getByTestId('session')).toHaveCount(1);
  await context.close();
});

test('a new name is seen by others, and kept', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.page.goto('/?panel=profile');
  await ada.page.getByLabel('Your name').fill('Ada Lovelace');
  await ada.page.getByLabel('About').fill('Counting machines');
  await ada.page.getByRole('button', { name: 'Save' }).click();
  await expect(ada.page.getByText('Profile saved')).toBeVisible();
  await ben.page.getByRole('button', { name: 'New chat' }).first().click();
  await ben.page.getByLabel('Name, username or phone').fill(ada.username);
  await expect(ben.page.getByRole('button', { name: 'Ada Lovelace' })).toBeVisible();
});

test('signing out empties the device', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('Not for the next one');
  await expect(ada.ticks('Not for the next one')).toHaveAccessibleName('Delivered');
  await ada.page.getByRole('button', { name: 'More' }).click();
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(ada.page.getByRole('tab', { name: 'Sign in' })).toBeVisible();
  const stranger = await ada.context.newPage();
  await stranger.goto('/');
  await expect(stranger.getByRole('tab', { name: 'Sign in' })).toBeVisible();
  await expect(stranger.getByText('Not for the next one')).toHaveCount(0);
});
