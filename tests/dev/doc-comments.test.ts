import { expect, test } from 'vitest';
import { findMissingComments } from '../../dev/checks/doc-comments.ts';

test('every kind of export needs a doc comment directly above it', () => {
  const source = `/** Said. */
export const a = 1;
export const b = 2;

// A plain comment.
export async function c(): Promise<void> {}

/* Not for the documentation. */
export interface D {}

/** About something else. */

export abstract class E {}
export type F = string;
`;
  expect(findMissingComments(source)).toEqual([
    { line: 3, name: 'b' },
    { line: 6, name: 'c' },
    { line: 9, name: 'D' },
    { line: 13, name: 'E' },
    { line: 14, name: 'F' },
  ]);
});

test('overloads after the first, lists of exports and linter directives are fine', () => {
  const source = `/**
 * Said in
 * several lines.
 */
// biome-ignore lint/style/useThis: because.
export function a(x: string): string;
export function a(x: number): number;
export { b } from './b.ts';
export type { C } from './c.ts';
export * from './d.ts';
const local = 1;
`;
  expect(findMissingComments(source)).toEqual([]);
});
