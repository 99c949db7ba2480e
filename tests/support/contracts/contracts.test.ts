import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { takeLockToAsk, takeUploadLock } from '../../../lib/upload/locks.ts';
import { Content } from '../content.ts';
import { FakeClock } from '../fake-clock.ts';
import { MemoryCatalog } from '../memory-catalog.ts';
import { MemoryFile } from '../memory-file.ts';
import { MemoryLocks } from '../memory-locks.ts';
import { NodeFile } from '../node-file.ts';
import { openFile } from '../open-file.ts';
import { VirtualFile } from '../virtual-file.ts';
import { CATALOG_CONTRACT } from './catalog-contract.ts';
import type { Contract } from './contract.ts';
import { fileContract } from './file-contract.ts';
import { LOCK_CONTRACT, type Locks } from './lock-contract.ts';

/*
 * The fakes keep the contracts of what they stand for. The browser's own catalog and files are checked by the same rules
 * in tests/e2e/long/save-copy.test.ts.
 */

const CONTENT = new Content(7, true);

function checkAll<T>(name: string, contract: Contract<T>, open: () => T): void {
  describe(name, () => {
    test.each(Object.keys(contract))('%s', async (rule) => contract[rule]?.(open()));
  });
}

checkAll('a file in memory', fileContract(CONTENT), () => openFile(new MemoryFile()));
checkAll('a file that knows its length only', fileContract(CONTENT), () => openFile(new VirtualFile(CONTENT)));
checkAll('a file of Node', fileContract(CONTENT), () => {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-file-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return new NodeFile(join(directory, 'file'));
});

checkAll('a catalog in memory', CATALOG_CONTRACT, () => new MemoryCatalog(new FakeClock(), 0));

checkAll('locks in memory', LOCK_CONTRACT, (): Locks => {
  const locks = new MemoryLocks();
  return { take: locks.take, waiting: async (name) => locks.waiting(name) };
});

let opened = 0;
checkAll('the locks of uploads, in Node’s own Web Locks', LOCK_CONTRACT, (): Locks => {
  opened += 1;
  const prefix = `https://x.test/${opened}/`;
  const digest = (name: string) =>
    createHash('sha256')
      .update(prefix + name)
      .digest('hex');
  return {
    take: (name, wait) => (wait ? takeUploadLock(prefix + name, true) : takeLockToAsk(prefix + name)),
    waiting: async (name) => {
      const { pending = [] } = await navigator.locks.query();
      return pending.filter((lock) => lock.name?.endsWith(digest(name))).length;
    },
  };
});
