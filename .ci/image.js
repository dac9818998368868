// Asserts what docker/README.md promises of the image, on a container with every restriction: `node .ci/image.js [IMAGE]`.
// Prints each figure beside its limit, and ends with 1 where one is not held.
import { execFileSync, spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const image = process.argv[2] ?? 'iam-rehearsal/emulator:dev';
const name = `iam-rehearsal-image-${process.pid}`;
const RESTRICTIONS = '--read-only --cap-drop ALL --security-opt no-new-privileges --pids-limit 128 --memory 256m';
/** A machine may be busy: the best of so many starts and stops counts, and a multiple of what a bare Node.js takes there is let pass. */
const TRIES = 5;
const FLOORS = 4;

const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
const inspect = (kind, what, format) => docker(kind, 'inspect', '--format', format, what);
const remove = () => spawnSync('docker', ['rm', '--force', name]);
const inside = (code) => {
  const { status, stdout, stderr } = spawnSync('docker', ['exec', name, 'node', '-p', code], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : stderr;
};

let failures = 0;
function check(what, value, isHeld, limit) {
  console.log(`image: ${isHeld ? 'ok    ' : 'FAILED'} ${what}: ${value} (${limit})`);
  if (!isHeld) failures += 1;
}

/** Whether a GET is answered with 200. */
function isAnswered(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    for (const event of ['error', 'close']) request.on(event, () => resolve(false));
  });
}

/** Whether it comes true within a minute. */
async function comesTrue(isThere, interval) {
  const began = performance.now();
  while (performance.now() - began < 60_000) {
    if (await isThere()) return true;
    await sleep(interval);
  }
  return false;
}

/** Milliseconds from `docker run` to the first answer. */
async function start() {
  const began = performance.now();
  docker('run', '--detach', '--name', name, '--publish', '127.0.0.1::4566', ...RESTRICTIONS.split(' '), image);
  const url = `http://${docker('port', name, '4566/tcp').split('\n')[0]}/_localstack/health`;
  const hasAnswered = await comesTrue(() => isAnswered(url), 10);
  return hasAnswered ? Math.round(performance.now() - began) : Number.POSITIVE_INFINITY;
}

/** Milliseconds that a container takes in which Node.js does nothing. */
function bare() {
  const began = performance.now();
  docker('run', '--rm', '--entrypoint', 'node', ...RESTRICTIONS.split(' '), image, '-e', '0');
  return Math.round(performance.now() - began);
}

/** Milliseconds that it takes to end on SIGTERM; SIGKILL would follow after ten seconds. */
function stop() {
  const told = performance.now();
  docker('stop', '--time', '10', name);
  return Math.round(performance.now() - told);
}

const best = (times) => Math.min(...times);
const floors = [];
const starts = [];
const stops = [];
try {
  const megabytes = Number(inspect('image', image, '{{.Size}}')) / 1e6;
  check('size', `${megabytes.toFixed(0)} MB`, megabytes < 150, 'under 150 MB');
  for (let tries = 0; tries < TRIES && !(best(starts) < 1500 && best(stops) < 1000); tries += 1) {
    remove();
    floors.push(bare());
    starts.push(await start());
    if (tries === 0) await checkInside();
    stops.push(stop());
  }
  const floor = best(floors) * FLOORS;
  const answer = `${starts.join(', ')} ms after docker run; a bare Node.js is done after ${floors.join(', ')} ms`;
  check('first answer', answer, best(starts) < Math.max(1500, floor), `under 1500 ms, on a busy machine ${floor} ms`);
  const end = `${stops.join(', ')} ms`;
  check('end on SIGTERM', end, best(stops) < Math.max(1000, floor), `under 1000 ms, on a busy machine ${floor} ms`);
  const code = inspect('container', name, '{{.State.ExitCode}}');
  check('exit code after SIGTERM', code, code === '0', '0');
} finally {
  if (failures > 0) console.log(spawnSync('docker', ['logs', name], { encoding: 'utf8' }).stderr);
  remove();
}
process.exitCode = failures > 0 ? 1 : 0;

async function checkInside() {
  const user = inside('process.getuid()');
  check('user', user, user === '65532', 'not root: 65532');
  const refusal = inside("require('fs').writeFileSync('/app/x', '')");
  const isReadOnly = refusal.includes('EROFS');
  check('root file system', isReadOnly ? 'read-only' : refusal, isReadOnly, 'read-only');
  const isHealthy = await comesTrue(() => inspect('container', name, '{{.State.Health.Status}}') === 'healthy', 100);
  check('health check', isHealthy ? 'healthy' : 'not healthy', isHealthy, 'healthy');
}
