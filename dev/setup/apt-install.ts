import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages can be installed here without asking: as root, on Debian or a derivative. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages. On failure it only prints why: whatever needs them will notice. */
export function aptInstall(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(' and ')} through apt-get …`);
  const commands = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  for (const args of commands) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status === 0) continue;
    console.error(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
    console.error(`apt-get ${args.join(' ')} failed.`);
    return;
  }
}
