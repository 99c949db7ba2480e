import type { SyncFile } from '../../../../../lib/spool/spool-file.ts';
import { Content } from '../../../../support/content.ts';
import { brokenRules } from '../../../../support/contracts/contract.ts';
import { fileContract } from '../../../../support/contracts/file-contract.ts';

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}

// Only a worker can open a file the way the engine does. Answers with the rules that the browser's files break.
addEventListener('message', async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('contract', { create: true });
  let opened = 0;
  const open = async (): Promise<SyncFile> => {
    opened += 1;
    const handle = await folder.getFileHandle(String(opened), { create: true });
    return (handle as WorkerFileHandle).createSyncAccessHandle();
  };
  postMessage(await brokenRules(fileContract(new Content(7, true)), open));
});
