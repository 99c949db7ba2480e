import type { BundleSizes } from './bundle-sizes.ts';
import type { CaptureResult } from './capture/capture.ts';
import type { CostResult } from './cost.ts';
import type { DrainResult } from './drain.ts';
import type { GrowthResult } from './growth.ts';
import type { MemoryResult } from './memory.ts';
import type { ReadyResult } from './ready.ts';
import type { RecordingMemoryResult } from './recording-memory.ts';
import type { TailResult } from './tail.ts';

/** The machine the results come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly browser: string;
  readonly commit: string;
  /** Like 2026-01-31. */
  readonly date: string;
}

/** What each part measured. */
export interface PartResults {
  readonly drain: DrainResult;
  readonly memory: MemoryResult;
  readonly recordingMemory: RecordingMemoryResult;
  readonly growth: GrowthResult;
  readonly tail: TailResult;
  readonly cost: CostResult;
  readonly capture: CaptureResult;
  readonly ready: ReadyResult;
  readonly sizes: BundleSizes;
}

/** All results of a run; parts that weren't asked for are absent. */
export interface BenchResult extends Partial<PartResults> {
  readonly quick: boolean;
  readonly machine: Machine;
}

/** The latest result of each part, with where and when it was measured. */
export type KeptResults = {
  readonly [P in keyof PartResults]?: { readonly machine: Machine; readonly result: PartResults[P] };
};
