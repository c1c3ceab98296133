import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

/** Someone in front of a browser of their own. */
export class Person {
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly page: Page;
  readonly context: BrowserContext;

  constructor(page: Page, name: string, username: string) {
    this.page = page;
    this.context = page.context();
    this.name = name;
    this.username = username;
    this.password = `${username} has a long password`;
  }

  /** Makes an account through the form. */
  async signUp(): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('tab', { name: 'Sign up' }).click();
    await this.page.getByLabel('Your name').fill(this.name);
    await this.page.getByLabel('Username').fill(this.username);
    await this.page.getByLabel('Password', { exact: true }).fill(this.password);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await expect(this.page.getByRole('heading', { name: 'Chats' })).toBeVisible();
  }

  /** Signs in to an account that exists. */
  async signIn(): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('tab', { name: 'Sign in' }).click();
    await this.page.getByLabel('Username').fill(this.username);
    await this.page.getByLabel('Password', { exact: true }).fill(this.password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(this.page.getByRole('heading', { name: 'Chats' })).toBeVisible();
  }

  /** Finds someone by username and opens the chat with them. */
  async startChatWith(other: Person): Promise<void> {
    await this.page.getByRole('button', { name: 'New chat' }).first().click();
    await this.page.getByLabel('Name, username or phone').fill(other.username);
    await this.page.getByRole('button', { name: other.name }).click();
    await expect(this.page.getByRole('heading', { name: other.name })).toBeVisible();
  }

  /** Opens a chat from the list. */
  async openChat(title: string): Promise<void> {
    await this.chatRow(title).click();
    await expect(this.page.getByRole('heading', { name: title })).toBeVisible();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** Opens the menu of a message and chooses from it. */
  async chooseFor(text: string, action: string): Promise<void> {
    await this.message(text).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Write a message' });
  }

  get messages(): Locator {
    return this.page.getByTestId('message');
  }

  /** The message that says exactly this; not those that quote it. */
  message(text: string): Locator {
    return this.messages.filter({ has: this.page.getByTestId('message-text').and(this.page.getByText(text, { exact: true })) });
  }

  /** The ticks of an own message. */
  ticks(text: string): Locator {
    return this.message(text).getByRole('img');
  }

  chatRow(title: string): Locator {
    return this.page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: title });
  }
}
