import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('a message written offline is delivered once when the network returns', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.write('Before the tunnel');
  await ben.openChat('Ada Novak');
  await expect(ben.message('Before the tunnel')).toBeVisible();

  await ada.context.setOffline(true);
  await expect(ada.page.getByText('You’re offline')).toBeVisible();
  await ada.write('In the tunnel');
  await expect(ada.ticks('In the tunnel')).toHaveAccessibleName('Waiting to be sent');
  await ben.write('Meanwhile');
  await expect(ben.ticks('Meanwhile')).toHaveAccessibleName('Sent');

  await ada.context.setOffline(false);
  await expect(ada.page.getByText('You’re offline')).toBeHidden();
  await expect(ada.message('Meanwhile')).toBeVisible();
  await expect(ada.ticks('In the tunnel')).toHaveAccessibleName('Read');
  await expect(ben.message('In the tunnel')).toHaveCount(1);
  await expect(ada.message('In the tunnel')).toHaveCount(1);
});

test('after a reload with no network the chats open, scroll, and take messages', async ({ person }) => {
  const ada = await person('Ada Novak', { viewport: { width: 1280, height: 420 } });
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  for (let line = 1; line <= 20; line += 1) await ada.write(`Line ${line}`);
  await expect(ada.ticks('Line 20')).toHaveAccessibleName('Delivered');
  // The worker has put the app into its cache once it is active.
  await ada.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await ada.context.setOffline(true);
  await ada.page.reload();
  await expect(ada.message('Line 20')).toBeVisible();
  await ada.page.getByTestId('messages').hover();
  await ada.page.mouse.wheel(0, -10_000);
  await expect(ada.message('Line 1')).toBeVisible();
  await ada.write('Written offline, after a reload');
  await expect(ada.ticks('Written offline, after a reload')).toHaveAccessibleName('Waiting to be sent');

  await ada.page.reload();
  await expect(ada.ticks('Written offline, after a reload')).toHaveAccessibleName('Waiting to be sent');

  await ada.context.setOffline(false);
  await expect(ada.ticks('Written offline, after a reload')).toHaveAccessibleName('Delivered');
  await ben.openChat('Ada Novak');
  await expect(ben.message('Written offline, after a reload')).toHaveCount(1);
});

test('the menu of a message that waits for the network offers more once it is sent', async ({ person }) => {
  const ada = await person('Ada Novak');
  const ben = await person('Ben Osei');
  await ada.startChatWith(ben);
  await ada.context.setOffline(true);
  await ada.write('On its way');
  await ada.message('On its way').click({ button: 'right' });
  await expect(ada.page.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
  await expect(ada.page.getByRole('menuitem', { name: 'Star', exact: true })).toBeHidden();
  await ada.context.setOffline(false);
  await ada.page.getByRole('menuitem', { name: 'Star', exact: true }).click();
  await expect(ada.message('On its way').getByLabel('Starred')).toBeVisible();
});
