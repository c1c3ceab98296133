import type { ServiceImplementation } from '@parley/kernel/contract';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { AuthContext } from '../context.ts';
import { jwks } from './jwks.ts';
import { listRevoked } from './list-revoked.ts';
import { listSessions } from './list-sessions.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { register } from './register.ts';
import { requestCode } from './request-code.ts';
import { revokeOtherSessions } from './revoke-other-sessions.ts';
import { revokeSession } from './revoke-session.ts';
import { validateToken } from './validate-token.ts';
import { verifyCode } from './verify-code.ts';

/** All methods of the contract. */
export function authService(context: AuthContext): ServiceImplementation<typeof AuthService> {
  return {
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
  };
}
