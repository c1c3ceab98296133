import { randomBytes } from 'node:crypto';
import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Person } from './person.ts';
import { startServer, type TestServer } from './server.ts';

interface Fixtures {
  /** Somebody with a browser of their own, signed up unless told otherwise. */
  readonly person: (name: string, options?: PersonOptions) => Promise<Person>;
}

interface PersonOptions extends BrowserContextOptions {
  readonly signUp?: boolean;
}

interface WorkerFixtures {
  /** One server for the tests of a worker; people have names of their own in each test, so tests don't meet. */
  readonly server: TestServer;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // Playwright reads which fixtures are wanted from this pattern, so there has to be one.
    async ({ browserName: _browserName }, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  person: async ({ browser, server, contextOptions }, use) => {
    const people: Person[] = [];
    await use(async (name, { signUp = true, ...options } = {}) => {
      const context = await browser.newContext({ ...contextOptions, ...options, baseURL: server.url });
      const username = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}_${randomBytes(4).toString('hex')}`;
      const person = new Person(await context.newPage(), name, username);
      people.push(person);
      if (signUp) await person.signUp();
      return person;
    });
    for (const person of people) await person.context.close();
  },
});
