import { offer, type ServiceOffer } from '@parley/kernel/contract';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { AuthContext } from './context.ts';
import { jwks } from './rpc/jwks.ts';
import { listRevoked } from './rpc/list-revoked.ts';
import { listSessions } from './rpc/list-sessions.ts';
import { login } from './rpc/login.ts';
import { refresh } from './rpc/refresh.ts';
import { register } from './rpc/register.ts';
import { requestCode } from './rpc/request-code.ts';
import { revokeOtherSessions } from './rpc/revoke-other-sessions.ts';
import { revokeSession } from './rpc/revoke-session.ts';
import { upkeep } from './rpc/upkeep.ts';
import { validateToken } from './rpc/validate-token.ts';
import { verifyCode } from './rpc/verify-code.ts';

/** All methods of the contract. */
export function authOffer(context: AuthContext): ServiceOffer {
  return offer(AuthService, {
    requestCode: requestCode(context),
    verifyCode: verifyCode(context),
    register: register(context),
    login: login(context),
    refresh: refresh(context),
    listSessions: listSessions(context),
    revokeSession: revokeSession(context),
    revokeOtherSessions: revokeOtherSessions(context),
    validateToken: validateToken(context),
    listRevoked: listRevoked(context),
    jwks: jwks(context),
    upkeep: upkeep(context),
  });
}
