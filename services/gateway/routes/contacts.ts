import type { Plain } from '@parley/kernel/contract';
import type { Contact as InternalContact } from '@parley/proto/parley/user/v1/user_pb';
import { pageOf, pageQuerySchema } from '@parley/protocol/page';
import { addContactBody, syncContactsBody, updateContactBody } from '@parley/protocol/rest/contacts';
import { type Contact, contactMatchSchema, contactSchema } from '@parley/protocol/user';
import { toPublicContact } from '@parley/protocol/wire/contact';
import { type Context, Hono } from 'hono';
import { userCall } from '../call.ts';
import { withPresence } from '../compose/people.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

const oneContact = [contactSchema, 'The contact.'] as const;

/** The caller's own address book. */
export const contactRoutes = new Hono<GatewayEnv>()
  .get(
    '/',
    operation({
      tag: 'People',
      id: 'listContacts',
      summary: 'Your contacts',
      answers: { 200: [pageOf(contactSchema), 'A page.'] },
    }),
    query(pageQuerySchema),
    async (c) => {
      const { contacts, nextCursor } = await c.env.gateway.calls.user.listContacts(c.req.valid('query'), userCall(c));
      return c.json({ items: await toContacts(c, contacts), nextCursor: nextCursor ?? null });
    },
  )
  .post(
    '/',
    operation({ tag: 'People', id: 'addContact', summary: 'Add a person to your contacts', answers: { 201: oneContact } }),
    body(addContactBody),
    async (c) => {
      const contact = await c.env.gateway.calls.user.addContact(c.req.valid('json'), userCall(c));
      return c.json((await toContacts(c, [contact]))[0], 201);
    },
  )
  .post(
    '/sync',
    operation({
      tag: 'People',
      id: 'syncContacts',
      summary: 'Find people by the phone numbers of an address book',
      answers: { 200: [pageOf(contactMatchSchema), 'Those who have an account and let themselves be found.'] },
    }),
    body(syncContactsBody),
    async (c) => {
      const { matches } = await c.env.gateway.calls.user.syncContacts(c.req.valid('json'), userCall(c));
      const users = await withPresence(
        c,
        matches.flatMap((match) => match.user ?? []),
      );
      const byId = new Map(users.map((user) => [user.id, user]));
      const items = matches.flatMap(({ phone, user }) => {
        const found = user === undefined ? undefined : byId.get(user.id);
        return found === undefined ? [] : [{ phone, user: found }];
      });
      return c.json({ items, nextCursor: null });
    },
  )
  .patch(
    '/:userId',
    operation({ tag: 'People', id: 'updateContact', summary: 'Rename a contact', answers: { 200: oneContact } }),
    ids('userId'),
    body(updateContactBody),
    async (c) => {
      const request = { userId: c.req.valid('param').userId, name: c.req.valid('json').name };
      const contact = await c.env.gateway.calls.user.updateContact(request, userCall(c));
      return c.json((await toContacts(c, [contact]))[0]);
    },
  )
  .delete(
    '/:userId',
    operation({ tag: 'People', id: 'removeContact', summary: 'Remove a contact', answers: { 204: 'Removed.' } }),
    ids('userId'),
    async (c) => {
      await c.env.gateway.calls.user.removeContact({ userId: c.req.valid('param').userId }, userCall(c));
      return c.body(null, 204);
    },
  );

async function toContacts(c: Context<GatewayEnv>, contacts: readonly Plain<InternalContact>[]): Promise<Contact[]> {
  const users = await withPresence(
    c,
    contacts.flatMap((contact) => contact.user ?? []),
  );
  const byId = new Map(users.map((user) => [user.id, user]));
  return contacts.flatMap((contact) => {
    const user = contact.user === undefined ? undefined : byId.get(contact.user.id);
    return user === undefined ? [] : [toPublicContact(contact, user)];
  });
}
