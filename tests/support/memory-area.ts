import type { SessionArea } from '../../lib/base/session-area.ts';

/** An in-memory `storage.session`. Like the real one, it stores copies; it also counts writes. */
export class MemoryArea implements SessionArea {
  readonly stored = new Map<string, string>();
  writtenEntries = 0;

  async get(keys: string | string[] | null): Promise<Record<string, unknown>> {
    const names = keys === null ? [...this.stored.keys()] : [keys].flat();
    const found = names.flatMap((name) => {
      const json = this.stored.get(name);
      return json === undefined ? [] : [[name, JSON.parse(json) as unknown] as const];
    });
    return Object.fromEntries(found);
  }

  async set(values: Record<string, unknown>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      this.stored.set(name, JSON.stringify(value));
      if (Array.isArray(value)) this.writtenEntries += value.length;
    }
  }

  async remove(keys: string | string[]): Promise<void> {
    for (const name of [keys].flat()) this.stored.delete(name);
  }
}
