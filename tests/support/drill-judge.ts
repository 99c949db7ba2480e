import { idsIn, type Message } from '../../lib/recording/message.ts';
import { FOREIGN_BYTES, type ServerPlan } from './model-server.ts';
import type { Rig } from './rig.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** @throws Error with the rule when it doesn't hold. */
export function check(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

/** What state a recording may be in, given everything that has happened to it. */
export class DrillJudge {
  readonly #schedule: Schedule;
  readonly #world: World;
  readonly #rig: Rig;
  /** Cancels that got no answer. */
  unansweredCancels = 0;
  wasComplete = false;

  constructor(schedule: Schedule, world: World, rig: Rig) {
    this.#schedule = schedule;
    this.#world = world;
    this.#rig = rig;
  }

  /** Checks the invariants. */
  look(appendedBytes: number): void {
    const rig = this.#rig;
    const { sealedBytes, violations } = this.#world;
    if (rig.standing === 'complete') {
      this.wasComplete = true;
      // An address that isn't known to hold a session is never asked what it holds. If it holds someone else's bytes,
      // and not more than we sent, they look like ours; only a checksum could tell.
      const { before = 'nothing' } = this.plan ?? {};
      const looksLikeOurs = before === 'some bytes' || (before === 'finished' && sealedBytes === FOREIGN_BYTES);
      if (looksLikeOurs && !this.#schedule.knownUrl) return;
      const { url } = rig;
      if (this.#world.siteAt(url) === null) {
        if (this.#world.ledgerAt(url).portalIsUnseen) return;
      }
      const whole = sealedBytes !== null && this.#world.holds(rig.url, sealedBytes);
      check(whole, 'It was called complete, and the server does not have it');
      const { bytes } = rig;
      check(
        bytes === null || sameBytes(bytes, this.#world.serverAt(rig.url).kept),
        'The server has other bytes than the disk',
      );
      check(sealedBytes === rig.spooledBytes, 'It was called complete at another length than is on disk');
    }
    check(violations.length === 0, violations.join('\n'));
    check(this.#world.committedBytes <= appendedBytes, 'More is on disk than was recorded');
  }

  /** Whether the server has all of it, whatever the program knows about that. */
  get isWholeThere(): boolean {
    const { mint, sealedBytes } = this.#world;
    const { url } = this.#rig;
    return url !== mint?.url && sealedBytes !== null && this.#world.holds(url, sealedBytes);
  }

  /** Without a size, nobody can know whether an address that mustn't be queried first held someone else's bytes. */
  get isSilent(): boolean {
    const plan = this.plan;
    if (plan === null) return false;
    const tellsSize = plan.size !== 'not' && plan.reports !== 'hidden';
    return plan.query !== 'answers' || (!tellsSize && !this.#schedule.knownUrl);
  }

  /** Whether something else said that it took the last bytes. Nobody can tell it from a server that doesn't show its files. */
  get wasTakenByPortal(): boolean {
    const { url } = this.#rig;
    return this.#world.siteAt(url) === null && this.#world.ledgerAt(url).portalTookTotal;
  }

  /**
   * Whether something else said that it took the whole file while the server still shows a piece of it that it took for
   * one. Sending all of it again unasked could be for nothing, so that's for the person to decide.
   */
  get isAnotherFileThere(): boolean {
    const plan = this.plan;
    if (plan === null || plan.piece === 308 || plan.head !== 'length') return false;
    const isOther = this.#world.storedAt(this.#rig.url) > 0 && !this.isWholeThere;
    return isOther && this.wasTakenByPortal && this.#rig.reason?.id === 'problem.sizeMismatch';
  }

  /** The kind of server the recording goes to; null when it doesn't speak Content-Range. */
  get plan(): ServerPlan | null {
    const { url } = this.#rig;
    return this.#world.siteAt(url) === null ? this.#world.serverAt(url).plan : null;
  }

  /** Whether anything has happened that excuses an incomplete upload. */
  isExcused(): boolean {
    const { url } = this.#rig;
    // The worker died midway: nobody can say whether it had cancelled, or at which URL.
    if (this.unansweredCancels > 0) return true;
    const causes = new Set(this.#world.causesAt(url));
    const plan = this.plan;
    if (plan !== null && plan.reports === 'range' && plan.query === 'answers') {
      // A server that reports its offset is never given up because of network trouble.
      causes.delete('effects unknown');
      causes.delete('offset refused');
    }
    // For a minted URL, the endpoint's causes count too.
    const { mint } = this.#world;
    return causes.size > 0 || (mint !== null && this.#world.causesAt(mint.url).size > 0);
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Whether a message explains what happened in its own words, not with the text of an unforeseen error. */
export function saysWhy(reason: Message | null): boolean {
  return reason !== null && !idsIn(reason).includes('text');
}
