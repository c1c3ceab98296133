import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { panels } from '../../apps/web/app/place.ts';
import { test } from './support/test.ts';

/** The serious and critical faults that axe finds, by rule and element. Waits until nothing moves: half-faded text has no contrast. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
  const { violations } = await new AxeBuilder({ page })
    // They hand the focus on as soon as they get it, which axe can't know.
    .exclude('[data-base-ui-focus-guard]')
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no serious fault on the way in (${colorScheme})`, async ({ person }) => {
    const { page } = await person('Ada Novak', { colorScheme, signUp: false, reducedMotion: 'reduce' });
    await page.goto('/');
    for (const way of ['Sign up', 'Sign in', 'By phone']) {
      await page.getByRole('tab', { name: way }).click();
      await expect(page.getByRole('tab', { name: way, selected: true })).toBeVisible();
      expect(await faults(page)).toEqual([]);
    }
  });

  test(`no serious fault inside (${colorScheme})`, async ({ person }) => {
    const ada = await person('Ada Novak', { colorScheme, reducedMotion: 'reduce' });
    const ben = await person('Ben Osei');
    await expect(ada.page.getByText('No chats yet')).toBeVisible();
    expect(await faults(ada.page)).toEqual([]);

    await ada.startChatWith(ben);
    await ada.write('Have a look: https://example.org');
    await ben.openChat('Ada Novak');
    await ben.write('Nice');
    await ada.chooseFor('Nice', 'Reply');
    await ada.write('Thanks');
    await ada.message('Nice').click({ button: 'right' });
    await ada.page.getByRole('menuitem', { name: 'React with 👍' }).click();
    await expect(ada.ticks('Thanks')).toHaveAccessibleName('Read');
    expect(await faults(ada.page)).toEqual([]);

    await ada.message('Nice').click({ button: 'right' });
    await expect(ada.page.getByRole('menu')).toBeVisible();
    expect(await faults(ada.page)).toEqual([]);
    await ada.page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(ada.page.getByRole('dialog')).toBeVisible();
    expect(await faults(ada.page)).toEqual([]);
    await ada.page.getByRole('button', { name: 'Cancel' }).click();

    await ada.page.getByTitle('Details').click();
    await expect(ada.page.getByRole('complementary')).toBeVisible();
    expect(await faults(ada.page)).toEqual([]);

    for (const panel of panels) {
      await ada.page.goto(`/?panel=${panel}`);
      await expect(ada.page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(ada.page.locator('[aria-busy=true]')).toHaveCount(0);
      expect(await faults(ada.page)).toEqual([]);
    }
  });
}
