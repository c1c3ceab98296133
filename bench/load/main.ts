/**
 * The load generator: a process of its own, so that what it costs isn't taken for the server's. Reads one job as JSON from standard input, prints its
 * result as JSON.
 */
import { type Account, gather, pairUp, signUp } from './account.ts';
import { runDirect } from './direct.ts';
import { runGroup } from './group.ts';
import { openIdle } from './idle.ts';
import { runHistory, runSync } from './read.ts';
import { runStorm } from './storm.ts';

export interface People {
  readonly accounts: readonly Account[];
  /** The direct chat of each. */
  readonly chats: readonly string[];
}

export type Job =
  | { readonly job: 'people'; readonly baseUrl: string; readonly count: number }
  | { readonly job: 'gather'; readonly baseUrl: string; readonly accounts: readonly Account[] }
  | ({ readonly job: 'direct' } & Parameters<typeof runDirect>[0])
  | ({ readonly job: 'group' } & Parameters<typeof runGroup>[0])
  | ({ readonly job: 'storm' } & Parameters<typeof runStorm>[0])
  | ({ readonly job: 'history' } & Parameters<typeof runHistory>[0])
  | { readonly job: 'sync'; readonly baseUrl: string; readonly token: string; readonly from?: string }
  | { readonly job: 'idle'; readonly baseUrl: string; readonly accounts: readonly Account[]; readonly count: number };

async function run(job: Job): Promise<unknown> {
  switch (job.job) {
    case 'people': {
      const accounts = await signUp(job.baseUrl, job.count);
      return { accounts, chats: await pairUp(job.baseUrl, accounts) } satisfies People;
    }
    case 'gather':
      return { chatId: await gather(job.baseUrl, job.accounts) };
    case 'direct':
      return await runDirect(job);
    case 'group':
      return await runGroup(job);
    case 'storm':
      return await runStorm(job);
    case 'history':
      return await runHistory(job);
    case 'sync':
      return await runSync(job.baseUrl, job.token, job.from);
    case 'idle': {
      await openIdle(job.baseUrl, job.accounts, job.count);
      process.stdout.write('open\n');
      // Holds them until the parent has looked and ends this process.
      return await new Promise(() => undefined);
    }
  }
}

if (import.meta.main) {
  const job = JSON.parse(await Bun.stdin.text()) as Job;
  // Awaited: a pipe takes a long result in pieces.
  await Bun.write(Bun.stdout, `${JSON.stringify(await run(job))}\n`);
  process.exit(0);
}
