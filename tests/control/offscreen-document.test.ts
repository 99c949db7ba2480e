import { describe, expect, it } from 'vitest';
import { OffscreenDocument } from '../../lib/control/offscreen-document.ts';
import { FakeClock } from '../support/fake-clock.ts';

const never = () => new Promise<never>(() => undefined);

/** A browser in which a document is made, and listens, as the test says. */
class FakeBrowser {
  readonly clock = new FakeClock();
  readonly done: string[] = [];
  exists = false;
  /** What asking it to report comes to. */
  report: () => Promise<void> = async () => {
    throw new Error('Nobody answered.');
  };
  create: () => Promise<void> = async () => {
    this.exists = true;
  };
  close: () => Promise<void> = async () => {
    this.exists = false;
  };
  readonly document = new OffscreenDocument({
    exists: async () => this.exists,
    create: () => {
      this.done.push('create');
      return this.create();
    },
    close: () => {
      this.done.push('close');
      return this.close();
    },
    askForReport: () => this.report(),
    clock: this.clock,
  });

  /** A document that is made says at once that it is ready. */
  makeQuickly(): void {
    this.create = async () => {
      this.exists = true;
      this.report = async () => undefined;
      this.document.isReady();
    };
  }
}

describe('OffscreenDocument', () => {
  it('is made when there is none, and used when it is ready', async () => {
    const browser = new FakeBrowser();
    let isUsed = false;
    const use = browser.document.use(async () => {
      isUsed = true;
    });
    await browser.clock.advance(1_000);
    expect({ isUsed, done: browser.done }).toEqual({ isUsed: false, done: ['create'] });
    browser.document.isReady();
    await use;
    expect(isUsed).toBe(true);
  });

  it('is used as it is when an earlier service worker made it and it listens', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.report = async () => undefined;
    expect(await browser.document.use(async () => 'used')).toBe('used');
    expect(browser.done).toEqual([]);
  });

  it.each([
    ['an earlier use', async (browser: FakeBrowser) => void (await browser.document.use(async () => undefined))],
    ['what it sent', async (browser: FakeBrowser) => browser.document.heard()],
  ])('is not asked whether it listens when that is known from %s', async (_title, hear) => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.report = async () => undefined;
    await hear(browser);
    browser.report = never;
    expect(await browser.document.use(async () => 'used')).toBe('used');
  });

  it('is asked again after it was closed or has crashed: another document may not listen yet', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.document.heard();
    browser.exists = false;
    let isUsed = false;
    const use = browser.document.use(async () => {
      isUsed = true;
    });
    await browser.clock.advance(0);
    // The last word of the one that crashed.
    browser.document.heard();
    await browser.clock.advance(1_000);
    expect(isUsed).toBe(false);
    browser.document.isReady();
    await use;
    expect(browser.done).toEqual(['create']);
  });

  it('is heard when it gets ready while it is being asked whether it listens', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.report = async () => {
      browser.document.isReady();
      throw new Error('Nobody answered.');
    };
    expect(await browser.document.use(async () => 'used')).toBe('used');
    expect(browser.done).toEqual([]);
  });

  it('is in use, and isn’t closed, from the first wait to the end of the work', async () => {
    const browser = new FakeBrowser();
    const work = Promise.withResolvers<void>();
    expect(browser.document.isInUse).toBe(false);
    const use = browser.document.use(() => work.promise);
    expect(browser.document.isInUse).toBe(true);
    await browser.clock.advance(0);
    browser.document.isReady();
    expect(await browser.document.closeIfUnused()).toBe(false);
    work.resolve();
    await use;
    expect(browser.document.isInUse).toBe(false);
    expect(await browser.document.closeIfUnused()).toBe(true);
    expect(browser.done).toEqual(['create', 'close']);
  });

  it('counts as not started after ten seconds, even if the browser never reports that it was created', async () => {
    const browser = new FakeBrowser();
    browser.create = never;
    const use = browser.document.use(async () => 'used');
    const refused = expect(use).rejects.toThrow('control.recorderNotStarted');
    await browser.clock.advance(10_000);
    await refused;
    expect(browser.document.isInUse).toBe(false);
    expect(browser.done).toEqual(['create', 'close']);
  });

  it('is closed when it never listens, so that the next use makes a new one', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    const refused = expect(browser.document.use(async () => 'used')).rejects.toThrow('control.recorderNotStarted');
    await browser.clock.advance(10_000);
    await refused;
    expect(browser.done).toEqual(['close']);
    browser.makeQuickly();
    expect(await browser.document.use(async () => 'used')).toBe('used');
  });

  it('is used when it is too busy to answer: it may be recording, and hears what is sent to it later', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.report = never;
    const used = expect(browser.document.use(async () => 'used')).resolves.toBe('used');
    await browser.clock.advance(20_000);
    await used;
    expect(browser.done).toEqual([]);
  });

  it('is used when it could not be asked once, and answers after ten seconds', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    const used = expect(browser.document.use(async () => 'used')).resolves.toBe('used');
    await browser.clock.advance(9_000);
    browser.report = async () => undefined;
    await browser.clock.advance(1_000);
    await used;
    expect(browser.done).toEqual([]);
  });

  it('was not closed by a call that found none', async () => {
    const browser = new FakeBrowser();
    expect(await browser.document.closeIfUnused()).toBe(false);
    expect(browser.done).toEqual([]);
  });

  it('was closed by one call, though a second one comes while it is being closed', async () => {
    const browser = new FakeBrowser();
    const closing = Promise.withResolvers<void>();
    browser.exists = true;
    browser.close = () => closing.promise;
    const calls = [browser.document.closeIfUnused(), browser.document.closeIfUnused()];
    await browser.clock.advance(0);
    calls.push(browser.document.closeIfUnused());
    await browser.clock.advance(0);
    closing.resolve();
    expect(await Promise.all(calls)).toEqual([true, false, false]);
    expect(browser.done).toEqual(['close']);
  });

  it('isn’t closed when it is needed while being looked up', async () => {
    const browser = new FakeBrowser();
    browser.exists = true;
    browser.report = async () => undefined;
    const closed = browser.document.closeIfUnused();
    expect(await browser.document.use(() => closed)).toBe(false);
    expect(browser.done).toEqual([]);
  });

  it.each([
    ['listens already', async () => undefined],
    ['is about to listen', null],
  ])('is used when an earlier service worker was making it, and it %s', async (_title, report) => {
    const browser = new FakeBrowser();
    browser.create = async () => {
      browser.exists = true;
      if (report !== null) browser.report = report;
      throw new Error('Only a single offscreen document may be created.');
    };
    const used = expect(browser.document.use(async () => 'used')).resolves.toBe('used');
    await browser.clock.advance(0);
    if (report === null) browser.document.isReady();
    await used;
    expect(browser.done).toEqual(['create']);
  });

  it('reports at once why it couldn’t be created', async () => {
    const browser = new FakeBrowser();
    browser.create = async () => {
      throw new Error('No space left.');
    };
    await expect(browser.document.use(async () => 'used')).rejects.toThrow('No space left.');
    expect(browser.done).toEqual(['create']);
  });
});
