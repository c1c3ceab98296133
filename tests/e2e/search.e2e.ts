import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('a message far back is found and jumped to', async ({ person }) => {
  const ada = await person('Ada Novak', { viewport: { width: 1280, height: 420 } });
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('The spare key is under the blue flowerpot');
  for (let line = 1; line <= 20; line += 1) await ada.write(`Talk ${line}`);
  await expect(ada.ticks('Talk 20')).toHaveAccessibleName('Delivered');

  await ada.page.keyboard.press('Control+k');
  await ada.page.getByLabel('Words to look for').fill('flowerpot');
  const hit = ada.page.getByRole('list', { name: 'Results' }).getByRole('link');
  await expect(hit).toHaveCount(1);
  await expect(hit.locator('mark')).toHaveText('flowerpot');
  await hit.click();
  await expect(ada.message('The spare key is under the blue flowerpot')).toBeInViewport();

  await ada.page.getByRole('button', { name: 'To the latest message' }).click();
  await expect(ada.message('Talk 20')).toBeInViewport();
});

test('a search within a chat stays within it', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  const cleo = await person('Cleo Marsh');
  await ada.startChatWith(ben);
  await ada.write('Marmalade for Ben');
  await ada.startChatWith(cleo);
  await ada.write('Marmalade for Cleo');
  await expect(ada.ticks('Marmalade for Cleo')).toHaveAccessibleName('Delivered');
  await ada.page.getByRole('main').getByRole('button', { name: 'Search in this chat' }).click();
  await ada.page.getByLabel('Words to look for').fill('marmalade');
  const hits = ada.page.getByRole('list', { name: 'Results' }).getByRole('link');
  await expect(hits).toHaveCount(1);
  await expect(hits).toContainText('Marmalade for Cleo');
});
