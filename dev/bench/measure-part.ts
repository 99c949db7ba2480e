import type { Part } from './bench-options.ts';
import type { PartResults } from './bench-result.ts';
import { bundleTable, measureBundleSizes } from './bundle-sizes.ts';
import { captureTable, measureCapture } from './capture/capture.ts';
import { costTable, measureCost } from './cost.ts';
import { drainTable, measureDrain } from './drain.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { measureMemory, memoryTable } from './memory.ts';
import type { BenchSetting, Table } from './part.ts';
import { measureReady, readyTable } from './ready.ts';
import { measureRecordingMemory, recordingMemoryTable } from './recording-memory.ts';
import { measureTail, tailTable } from './tail.ts';

/** How a part is measured and shown. */
export interface MeasuredPart<P extends Part> {
  measure(setting: BenchSetting): PartResults[P] | Promise<PartResults[P]>;
  table(result: PartResults[P]): Table;
}

/** All of them. */
export const MEASURED_PARTS: { readonly [P in Part]: MeasuredPart<P> } = {
  drain: { measure: measureDrain, table: drainTable },
  memory: { measure: measureMemory, table: memoryTable },
  recordingMemory: { measure: measureRecordingMemory, table: recordingMemoryTable },
  growth: { measure: measureGrowth, table: growthTable },
  tail: { measure: measureTail, table: tailTable },
  cost: { measure: measureCost, table: costTable },
  capture: { measure: measureCapture, table: captureTable },
  ready: { measure: measureReady, table: readyTable },
  sizes: { measure: measureBundleSizes, table: bundleTable },
};
