import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('the dark theme is applied, kept, and follows the system when it is told to', async ({ person }) => {
  const ada = await person('Ada Novak', { colorScheme: 'light' });
  const background = () => ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await ada.page.goto('/?panel=settings');
  await ada.page.getByText('Dark', { exact: true }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await ada.page.reload();
  await expect.poll(background).toBe(dark);
  await ada.page.getByRole('group', { name: 'Theme' }).getByText('System', { exact: true }).click();
  await expect.poll(background).toBe(light);
  await ada.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).toBe(dark);
});

test('a phone shows one pane at a time, with a way back', async ({ person }) => {
  const ada = await person('Ada Novak', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await expect(ada.page.getByRole('navigation', { name: 'Chats' })).toBeHidden();
  await ada.write('From the phone');
  await expect(ada.ticks('From the phone')).toHaveAccessibleName('Delivered');
  await ada.page.getByTitle('Details').click();
  await expect(ada.page.getByRole('complementary', { name: 'Details' })).toBeVisible();
  await expect(ada.composer).toBeHidden();
  await ada.page.goBack();
  await expect(ada.composer).toBeVisible();
  await ada.page.getByRole('button', { name: 'Back to chats' }).click();
  await expect(ada.composer).toBeHidden();
  await expect(ada.chatRow('Ben Osei')).toBeVisible();
  const overflow = await ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
});

test('Arabic turns the page around', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('مرحبا');
  await ada.page.goto('/?panel=settings');
  await ada.page.getByLabel('Language').selectOption('ar');
  await expect(ada.page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(ada.page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(ada.page.getByRole('heading', { name: 'الإعدادات' })).toBeVisible();
  await ada.page.getByRole('button', { name: 'رجوع' }).click();
  const list = await ada.page.getByRole('navigation').boundingBox();
  const main = await ada.page.getByRole('main').boundingBox();
  expect(list?.x).toBeGreaterThan(main?.x ?? Number.POSITIVE_INFINITY);
});

test('nothing on the page breaks the content security policy', async ({ person }) => {
  const ada = await person('Ada Novak', { signUp: false });
  const faults: string[] = [];
  ada.page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  ada.page.on('pageerror', (error) => faults.push(error.message));
  await ada.signUp();
  for (const panel of ['settings', 'profile', 'devices', 'privacy', 'new-chat', 'new-group', 'search', 'archived']) {
    await ada.page.goto(`/?panel=${panel}`);
    await expect(ada.page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  expect(faults).toEqual([]);
});
