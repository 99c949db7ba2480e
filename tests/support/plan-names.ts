import type { ServerPlan } from './model-server.ts';

/** What is unusual about a server, by name. */
export function planNames(plan: ServerPlan): string[] {
  const names: string[] = [];
  if (plan.reports !== 'range') names.push(`Range: ${plan.reports}`);
  if (plan.nothing !== 'no-range') names.push(`nothing stored as ${plan.nothing}`);
  if (plan.query !== 'answers') names.push(`queries never answered: ${plan.query}`);
  if (plan.piece !== 308) names.push(`pieces answered with ${plan.piece}`);
  names.push(`gap: ${plan.gap}`);
  if (plan.keepsLast) names.push('each piece takes the place of the last');
  if (plan.limit !== null)
    names.push(`takes ${plan.limit.bytes} bytes at most${plan.limit.isHidden ? ', unseen' : ''}`);
  if (plan.head === 'length') names.push('HEAD tells the length');
  names.push(`Range as ${plan.range}`);
  if (plan.ending !== 'at once') names.push(`ending: ${plan.ending}`);
  if (plan.before !== 'nothing') names.push(`used before: ${plan.before}`);
  if (plan.expiresAfterMs !== null) names.push(`expires with ${plan.expiredStatus}`);
  return names;
}
