import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
} from '@aws-sdk/client-iam';
import type { AccessReport } from '../../account/access-reports.js';
import type { Account } from '../../account/account.js';
import type { Caller } from '../../account/caller.js';
import { wholeSeconds } from '../../account/clock.js';
import { serviceNames } from '../../reference/service-names.js';
import { type Operation, operation } from '../operation.js';
import { arnNeed, findByArn } from './entities-by-arn.js';
import { noSuch } from './failures.js';
import { accessedServices, principalsOf, reportedServices } from './last-accessed-services.js';
import { pageOf } from './pages.js';

/** The job is done at once; its report is read from what was recorded when it is asked for. */
const generateServiceLastAccessedDetails = operation(GenerateServiceLastAccessedDetailsCommand, {
  needs: ({ account, input }) => arnNeed(account, input.Arn),
  run({ account, caller, input, now }) {
    findByArn(account, input.Arn);
    const { Arn: arn, Granularity: granularity = 'SERVICE_LEVEL' } = input;
    const job = { jobId: account.ids.job(), arn, granularity, created: wholeSeconds(now), ownerId: idOf(caller) };
    account.accessReports.set(job.jobId, job);
    return { JobId: job.jobId };
  },
});

const getServiceLastAccessedDetails = operation(GetServiceLastAccessedDetailsCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, caller, input }) {
    const job = findJob(account, caller, input.JobId);
    const services = accessedServices(account, job, serviceNames());
    const { items, rest } = pageOf(services, input, ({ ServiceNamespace }) => ServiceNamespace ?? '');
    return { ...jobAnswer(job), JobType: job.granularity, ServicesLastAccessed: [...items], ...rest };
  },
});

/** Who could have used the service, the last one first. */
const getServiceLastAccessedDetailsWithEntities = operation(GetServiceLastAccessedDetailsWithEntitiesCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, caller, input }) {
    const job = findJob(account, caller, input.JobId);
    const found = findByArn(account, job.arn);
    const isReported = reportedServices(account, found, [input.ServiceNamespace]).length > 0;
    const entities = (isReported ? principalsOf(account, found) : [])
      .map(({ kind, entity: { arn, name, id, path } }) => {
        const uses = account.accessHistory.of(id).filter(({ service }) => service === input.ServiceNamespace);
        const last = uses.length === 0 ? undefined : Math.max(...uses.map(({ date }) => date));
        return { last, info: { Arn: arn, Name: name, Type: kind, Id: id, Path: path } };
      })
      .sort((a, b) => (b.last ?? 0) - (a.last ?? 0));
    const { items, rest } = pageOf(entities, input, ({ info }) => info.Id);
    const EntityDetailsList = items.map(({ info, last }) => ({
      EntityInfo: info,
      ...(last === undefined ? {} : { LastAuthenticated: new Date(last) }),
    }));
    return { ...jobAnswer(job), EntityDetailsList, ...rest };
  },
});

/**
 * "The JobId ... must be used by the same role within a session, or by the same user."
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 */
function findJob(account: Account, caller: Caller, jobId: string): AccessReport {
  const job = account.accessReports.get(jobId);
  if (job?.ownerId !== idOf(caller) || job === undefined) throw noSuch.job(jobId);
  return job;
}

function idOf(caller: Caller): string {
  switch (caller.kind) {
    case 'user':
      return caller.user.id;
    case 'assumed-role':
      return caller.session.roleId;
    case 'federated-user':
      return caller.session.arn;
    case 'root':
      return caller.account.id;
    case 'service':
      return caller.service;
    case 'anonymous':
      return '';
    default:
      return caller satisfies never;
  }
}

function jobAnswer({ created }: AccessReport) {
  return { JobStatus: 'COMPLETED', JobCreationDate: new Date(created), JobCompletionDate: new Date(created) } as const;
}

export const lastAccessedOperations: readonly Operation[] = [
  generateServiceLastAccessedDetails,
  getServiceLastAccessedDetails,
  getServiceLastAccessedDetailsWithEntities,
];
