import { GenerateCredentialReportCommand, GetCredentialReportCommand } from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { credentialReport } from './credential-report-rows.js';

/** "You can generate a credential report as often as once every four hours": within them the report stays as it is. */
const VALID = 4 * 60 * 60 * 1000;
const NO_REPORT = 'No report exists. Starting a new report generation task';

/** The report is written at once; STARTED and, from the second call on, COMPLETE are what a client waits for. */
const generateCredentialReport = operation(GenerateCredentialReportCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, now }) {
    const { credentialReport: known } = account.settings;
    if (known && now < known.generated + VALID) return { State: 'COMPLETE' as const };
    account.set({ credentialReport: { content: credentialReport(account), generated: wholeSeconds(now) } });
    return { State: 'STARTED' as const, Description: NO_REPORT };
  },
});

/** ReportNotPresent comes without a message. */
const getCredentialReport = operation(GetCredentialReportCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, now }) {
    const { credentialReport: report } = account.settings;
    if (!report) throw new AwsError('ReportNotPresent', '');
    if (now >= report.generated + VALID)
      throw new AwsError('ReportExpired', 'The most recent credential report has expired.');
    return {
      Content: Buffer.from(report.content),
      ReportFormat: 'text/csv' as const,
      GeneratedTime: new Date(report.generated),
    };
  },
});

export const credentialReportOperations: readonly Operation[] = [generateCredentialReport, getCredentialReport];
