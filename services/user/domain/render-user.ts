import type { Plain } from '@parley/kernel/contract';
import type { User } from '@parley/proto/parley/user/v1/user_pb';
import { isPhoneVisible, isPresenceVisible, isVisible } from './privacy.ts';
import type { SeenAccount } from './seen-account.ts';

/** A person as the viewer may see them: what is hidden is absent. Name and username are never hidden. */
export function renderUser(account: SeenAccount): Plain<User> {
  return {
    id: account.id,
    username: account.username ?? undefined,
    displayName: account.displayName,
    about: isVisible(account.aboutAudience, account) ? (account.about ?? undefined) : undefined,
    avatarUrl: isVisible(account.avatarAudience, account) ? (account.avatarUrl ?? undefined) : undefined,
    phone: isPhoneVisible(account) ? (account.phone ?? undefined) : undefined,
    presenceVisible: isPresenceVisible(account.lastSeenAudience, account),
    readReceipts: account.readReceipts,
  };
}
