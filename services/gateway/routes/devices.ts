import { registerDeviceBody } from '@parley/protocol/rest/devices';
import { type Device, deviceSchema } from '@parley/protocol/user';
import { isoTime } from '@parley/protocol/wire/iso-time';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids } from '../validate.ts';

/** Where pushes for the caller go. */
export const deviceRoutes = new Hono<GatewayEnv>()
  .post(
    '/',
    operation({
      tag: 'People',
      id: 'registerDevice',
      summary: 'Have pushes sent to this device',
      answers: { 201: [deviceSchema, 'The device.'] },
    }),
    body(registerDeviceBody),
    async (c) => {
      const device = c.req.valid('json');
      const target = 'token' in device ? { token: device.token } : { subscription: JSON.stringify(device.subscription) };
      const { id, kind, createdAt } = await c.env.gateway.calls.user.registerDevice(
        { kind: device.kind, ...target },
        userCall(c),
      );
      return c.json({ id, kind: kind as Device['kind'], createdAt: isoTime(createdAt) } satisfies Device, 201);
    },
  )
  .delete(
    '/:id',
    operation({ tag: 'People', id: 'deleteDevice', summary: 'Stop pushes to a device', answers: { 204: 'Stopped.' } }),
    ids('id'),
    async (c) => {
      await c.env.gateway.calls.user.deleteDevice({ deviceId: c.req.valid('param').id }, userCall(c));
      return c.body(null, 204);
    },
  );
