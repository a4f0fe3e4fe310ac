import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import type { RunEvent, RunRequest } from '#lib/contracts/run.ts';

/** A run that this runner holds: what to do, where, and as whom. */
export interface ClaimedRun {
  readonly runId: string;
  /** Fences this claim: another runner's claim, or the end of the run, makes it void. */
  readonly token: string;
  readonly number: number;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly schema: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly personId: string;
  readonly personName: string;
  readonly request: RunRequest;
  /** The data database, as administrator: only to make schemas for the project. */
  readonly adminUrl: string;
  readonly role: string;
  readonly password: string;
  readonly projectRole: string;
  readonly viewerRole: string;
  /** Nodes that succeeded in the run this one retries. */
  readonly succeeded: readonly string[];
}

export interface Claim {
  readonly runId: string;
  readonly token: string;
}

/** What the runner needs of the control database. All times there are the database's own. */
export interface RunnerStore {
  /** The run, if it is still queued and nobody was faster. */
  claim(runId: string, leaseSeconds: number): Promise<ClaimedRun | undefined>;
  /** undefined: the claim is void. */
  renew(claim: Claim, leaseSeconds: number): Promise<{ readonly cancelRequested: boolean } | undefined>;
  /** false: the claim is void and nothing was written. */
  append(claim: Claim, events: readonly RunEvent[]): Promise<boolean>;
  /** Ends runs whose lease is over as lost; returns their ids. */
  lose(): Promise<readonly string[]>;
  /** Runs that wait longer than they should: their job went down with a runner. */
  unclaimed(olderThanSeconds: number): Promise<readonly string[]>;
  /** Ends a run that no runner can do. */
  fail(runId: string, problem: Problem): Promise<void>;
  files(versionId: string): Promise<ProjectFiles>;
}
