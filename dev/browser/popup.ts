import type { Page } from 'puppeteer-core';
import type { Source } from '../../lib/recording/source.ts';
import { paste } from './paste.ts';

/** What to choose in the popup before a recording. */
export interface RecordingChoices {
  readonly uploadUrl: string;
  readonly source: Source;
  /** Off when absent. */
  readonly microphone?: boolean;
}

/** A line of the log, as shown. */
export interface ShownLogEntry {
  readonly level: string;
  readonly text: string;
}

const SOURCE_LABELS = {
  tab: 'This tab',
  camera: 'Camera',
  tabCamera: 'Tab and camera',
  screen: 'Screen',
  sound: 'Sound only',
} as const satisfies Readonly<Record<Source, string>>;

/** The real popup, used the way a person does: by the names it shows. */
export class Popup {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async fill({ uploadUrl, source, microphone = false }: RecordingChoices): Promise<void> {
    await paste(this.page, named('textbox', 'Upload URL'), uploadUrl);
    await this.page.locator(named('radio', SOURCE_LABELS[source])).click();
    const turned = await this.#evaluateIn(named('switch', 'Microphone'), (element) =>
      element instanceof HTMLInputElement ? element.checked : element.getAttribute('aria-checked') === 'true',
    );
    if (turned !== microphone) await this.page.locator(named('switch', 'Microphone')).click();
  }

  /** Clicks a button. The popup may be gone when this resolves, because starting a tab capture closes it. */
  async press(button: string): Promise<void> {
    await this.page
      .locator(named('button', button))
      .click()
      .catch((error: unknown) => {
        if (!this.page.isClosed()) throw error;
      });
  }

  /** The status region's text; it begins with the state. */
  async status(): Promise<string> {
    return await this.#evaluateIn('[role="status"]', (element) => (element.textContent ?? '').trim());
  }

  /** The notices about the current recording below its buttons; empty when there are none. */
  async notices(): Promise<string> {
    return await this.#evaluateIn('.current .notices', (element) => (element.textContent ?? '').trim());
  }

  /** Resolves with the status when it begins with `state`. */
  async waitForStatus(state: string, timeoutMs = 30_000): Promise<string> {
    await this.page.waitForFunction(
      (wanted) => document.querySelector('[role="status"]')?.textContent?.trim().startsWith(wanted),
      { timeout: timeoutMs, polling: 'mutation' },
      state,
    );
    return await this.status();
  }

  /** The log's lines, oldest first. */
  async log(): Promise<ShownLogEntry[]> {
    return await this.page.$$eval('[role="log"] [data-level]', (rows) =>
      rows.map((row) => ({ level: row.getAttribute('data-level') ?? '', text: (row.textContent ?? '').trim() })),
    );
  }

  async close(): Promise<void> {
    if (!this.page.isClosed()) await this.page.close();
  }

  async #evaluateIn<T>(selector: string, read: (element: Element) => T): Promise<T> {
    const element = await this.page.waitForSelector(selector);
    if (element === null) throw new Error(`The popup has no ${selector}.`);
    return (await element.evaluate(read as (element: Node) => T)) as T;
  }
}

/** A selector by role and accessible name. */
function named(role: string, name: string): string {
  return `::-p-aria([name="${name}"][role="${role}"])`;
}
