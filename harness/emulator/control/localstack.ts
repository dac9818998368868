/** What LocalStack answers about itself, for tools that ask: https://docs.localstack.cloud/aws/capabilities/networking/internal-endpoints/ */
export function localstackAnswer(path: string, version: string, started: number, now: number): object | undefined {
  const stages = { BOOT: true, START: true, READY: true, SHUTDOWN: false };
  if (path === 'health')
    return { services: { iam: 'running', s3: 'running', sts: 'running' }, edition: 'iam-rehearsal', version };
  if (path === 'init') return { completed: stages, scripts: [] };
  if (path === 'info') {
    return {
      version,
      edition: 'iam-rehearsal',
      is_license_activated: false,
      session_id: '',
      machine_id: '',
      system: process.platform,
      is_docker: false,
      server_time_utc: new Date(now).toISOString().replace(/\.\d+Z$/, ''),
      uptime: Math.floor((now - started) / 1000),
    };
  }
  const stage = path.startsWith('init/') ? path.slice(5).toUpperCase() : '';
  return Object.hasOwn(stages, stage) ? { completed: stages[stage as keyof typeof stages], scripts: [] } : undefined;
}
