import { API_BASE } from '@parley/protocol/version';
import { Hono } from 'hono';
import type { GatewayEnv } from '../gateway.ts';
import { authRoutes } from './auth.ts';
import { blockRoutes } from './blocks.ts';
import { chatRoutes } from './chats.ts';
import { contactRoutes } from './contacts.ts';
import { deviceRoutes } from './devices.ts';
import { historyRoutes } from './history.ts';
import { markRoutes } from './marks.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { receiptRoutes } from './receipts.ts';
import { scheduledRoutes } from './scheduled.ts';
import { searchRoutes } from './search.ts';
import { syncRoutes } from './sync.ts';
import { userRoutes } from './users.ts';

/** Every route of the API. */
export const apiRoutes: Hono<GatewayEnv> = new Hono<GatewayEnv>()
  .basePath(API_BASE)
  .route('/auth', authRoutes)
  .route('/users', userRoutes)
  .route('/contacts', contactRoutes)
  .route('/blocks', blockRoutes)
  .route('/devices', deviceRoutes)
  .route('/chats', chatRoutes)
  .route('/chats', memberRoutes)
  .route('/chats', historyRoutes)
  .route('/messages', receiptRoutes)
  .route('/messages', messageRoutes)
  .route('/messages', markRoutes)
  .route('/scheduled-messages', scheduledRoutes)
  .route('/search', searchRoutes)
  .route('/sync', syncRoutes) as unknown as Hono<GatewayEnv>;
