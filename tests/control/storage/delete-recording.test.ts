import { describe, expect, it } from 'vitest';
import { type DeletePorts, deleteRecording } from '../../../lib/control/storage/delete-recording.ts';
import type { Snapshot } from '../../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../../lib/recording/state.ts';
import { aRecording } from '../../support/a-recording.ts';

function controller(shown: Snapshot, changes: Partial<DeletePorts> = {}) {
  const done: string[] = [];
  let snapshot = shown;
  const ports: DeletePorts = {
    snapshot: () => snapshot,
    show: async (next) => {
      snapshot = next;
      done.push('show');
    },
    takeUnusedFile: async () => {
      done.push('file');
      return { release: () => done.push('release file') };
    },
    letGo: async () => {
      done.push('let go');
    },
    takeLock: async () => {
      done.push('lock');
      return { release: () => done.push('release') };
    },
    rememberUrl: async () => {
      done.push('url');
    },
    deleteFiles: async () => {
      done.push('files');
    },
    deleteRow: async () => {
      done.push('row');
    },
    ...changes,
  };
  return { ports, done, snapshot: () => snapshot, setSnapshot: (next: Snapshot) => (snapshot = next) };
}

const withState = (state: RecordingState): Snapshot => ({ current: aRecording({ state }), others: [] });

describe('deleteRecording', () => {
  it.each(['preparing', 'recording', 'paused'] as const)(
    'refuses one that is %s, and touches nothing',
    async (state) => {
      const { ports, done } = controller(withState(state));
      await expect(deleteRecording('a', ports)).rejects.toThrow('control.beingMade');
      expect(done).toEqual([]);
    },
  );

  it.each(['finishing', 'interrupted'] as const)('refuses one that is %s, also among the others', async (state) => {
    const { ports, done } = controller({ current: null, others: [aRecording({ state })] });
    await expect(deleteRecording('a', ports)).rejects.toThrow('control.beingUploaded');
    expect(done).toEqual([]);
  });

  it.each(['blocked', 'complete', 'failed'] as const)(
    'deletes one that is %s under its lock, files first, and remembers where it was sent',
    async (state) => {
      const other = aRecording({ id: 'b' });
      const { ports, done, snapshot } = controller({ current: aRecording({ state }), others: [other] });
      await deleteRecording('a', ports);
      expect(done).toEqual(['file', 'let go', 'lock', 'files', 'url', 'row', 'show', 'release', 'release file']);
      expect(snapshot()).toEqual({ current: null, others: [other] });
    },
  );

  it('deletes what isn’t open: a row at rest, or a file without one', async () => {
    const { ports, done } = controller(withState('recording'));
    await deleteRecording('b', ports);
    expect(done).toContain('files');
  });

  it.each([
    ['saved', 'control.copyRunning'],
    ['played', 'control.playing'],
  ] as const)('refuses one that is being %s, and touches nothing', async (use, id) => {
    const { ports, done } = controller(withState('complete'), { takeUnusedFile: async () => use });
    await expect(deleteRecording('a', ports)).rejects.toThrow(id);
    expect(done).toEqual([]);
  });

  it('refuses one whose lock is not given', async () => {
    const { ports, done } = controller(withState('complete'), { takeLock: async () => null });
    await expect(deleteRecording('a', ports)).rejects.toThrow('control.inUse');
    expect(done).toEqual(['file', 'let go', 'release file']);
  });

  it('refuses one that was resumed while it waited for the lock', async () => {
    const { ports, done, setSnapshot } = controller(withState('blocked'), {
      takeLock: async () => {
        setSnapshot(withState('finishing'));
        return { release: () => done.push('release') };
      },
    });
    await expect(deleteRecording('a', ports)).rejects.toThrow('control.beingUploaded');
    expect(done).toEqual(['file', 'let go', 'release', 'release file']);
  });

  it('keeps the record, and gives the lock back, when the files cannot be deleted', async () => {
    const { ports, done } = controller(withState('complete'), {
      deleteFiles: async () => {
        throw new Error('The disk is broken.');
      },
    });
    await expect(deleteRecording('a', ports)).rejects.toThrow('The disk is broken.');
    expect(done).toEqual(['file', 'let go', 'lock', 'release', 'release file']);
  });
});
