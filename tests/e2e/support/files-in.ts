import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every file in a folder and its subfolders. */
export function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
}
