import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { Person } from '../support/person.ts';
import { test } from '../support/test.ts';
import { setStage } from './stage.ts';

const folder = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
const shapes = [
  ['desktop', { viewport: { width: 1280, height: 800 } }],
  ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
] as const;

test('the pictures of the README', async ({ browser, server }) => {
  test.setTimeout(180_000);
  const { name, username } = await setStage(server.url);
  for (const [shape, options] of shapes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        ...options,
        colorScheme,
        baseURL: server.url,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      const nora = new Person(await context.newPage(), name, username);
      await nora.signIn();
      await expect(nora.page.getByText('Catching up')).toBeHidden();
      if (shape === 'phone') await nora.page.screenshot({ path: `${folder}chats-${shape}-${colorScheme}.png` });
      await nora.openChat('Garden on Elm Street');
      await expect(nora.message('Five it is. Gloves are in the shed.')).toBeInViewport();
      // Nothing hovered, nothing on its way out.
      await nora.page.mouse.move(shape === 'phone' ? 1 : 700, 1);
      await expect(nora.page.getByTestId('floating-day')).toHaveCSS('opacity', '0');
      await nora.page.screenshot({ path: `${folder}conversation-${shape}-${colorScheme}.png` });
      await context.close();
    }
  }
});
