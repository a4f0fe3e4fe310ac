/** Ids of a project and of one of everything in it. */
export interface Ids {
  readonly projectId: string;
  readonly branchId: string;
  readonly documentId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly commentId: string;
  readonly objectiveId: string;
  readonly invitationId: string;
  readonly personId: string;
  readonly sessionId: string;
}

interface Row {
  /** The least that may: `anyone` needs no session, `caller` any, the others that role in the project. */
  readonly needs: 'anyone' | 'caller' | 'viewer' | 'editor' | 'owner' | 'administrator';
  /** What is sent: an action's request, a route's body, its parameters. */
  readonly input: (ids: Ids) => Readonly<Record<string, unknown>>;
  readonly query?: string;
  /** The refusal of an owner's request in their own project about another project's things. */
  readonly inner?: string;
  /** The refusal of nobody, where no session is asked for. */
  readonly nobody?: string;
  /** It is about no project. */
  readonly alone?: true;
}

const branch = ({ projectId, branchId }: Ids) => ({ projectId, branchId });
const project = ({ projectId }: Ids) => ({ projectId });
const run = ({ projectId, runId }: Ids) => ({ projectId, runId });
const comment = ({ projectId, commentId }: Ids) => ({ projectId, commentId });
const one = ({ projectId, personId }: Ids) => ({ projectId, personId });
const person = { name: 'Eve', email: 'eve@example.org', password: 'a sentence of some length' };

/** Reading a project's things: the ids are in the address. */
const read: Row = { needs: 'viewer', input: project };

/** Every server action and every method of every route, and who may. A new one needs a row. */
export const rows: Readonly<Record<string, Row>> = {
  signUpOwner: { needs: 'anyone', input: () => person, nobody: 'session.owner_exists' },
  signIn: { needs: 'anyone', input: () => person, nobody: 'session.refused' },
  signOut: { needs: 'anyone', input: () => ({}) },
  joinByInvitation: { needs: 'anyone', input: () => ({ ...person, token: 'x' }), nobody: 'invitation.unknown' },
  resetPassword: { needs: 'anyone', input: () => ({ ...person, token: 'x' }), nobody: 'reset.over' },
  acceptInvitation: { needs: 'caller', input: () => ({ token: 'x' }), inner: 'invitation.unknown' },
  endSession: { needs: 'caller', input: ({ sessionId }) => ({ sessionId }), inner: 'ok' },
  renamePerson: { needs: 'caller', input: () => person },
  changePassword: { needs: 'caller', input: () => ({ current: 'x', password: person.password }) },
  createProject: { needs: 'administrator', input: () => person, alone: true },
  deleteProject: { needs: 'owner', input: project },

  startRun: { needs: 'editor', input: (ids) => ({ ...branch(ids), command: 'build' }), inner: 'branch.missing' },
  cancelRun: { needs: 'editor', input: run, inner: 'run.missing' },
  retryRun: { needs: 'editor', input: run, inner: 'run.missing' },
  saveVersion: { needs: 'editor', input: (ids) => ({ ...branch(ids), message: 'm' }), inner: 'branch.missing' },
  createFile: {
    needs: 'editor',
    input: (ids) => ({ ...branch(ids), path: 'models/b.sql', text: '' }),
    inner: 'branch.missing',
  },
  moveFiles: {
    needs: 'editor',
    input: (ids) => ({ ...branch(ids), moves: [{ from: 'models/a.sql', to: 'models/b.sql' }] }),
    inner: 'branch.missing',
  },
  deleteFiles: {
    needs: 'editor',
    input: (ids) => ({ ...branch(ids), paths: ['models/a.sql'] }),
    inner: 'branch.missing',
  },
  restoreFiles: {
    needs: 'editor',
    input: (ids) => ({ ...branch(ids), documentIds: [ids.documentId] }),
    inner: 'branch.missing',
  },
  savePreferences: { needs: 'viewer', input: (ids) => ({ ...project(ids), preferences: { a: 1 } }) },
  restoreVersion: { needs: 'editor', input: (ids) => ({ ...branch(ids), number: 1 }), inner: 'branch.missing' },

  createTask: {
    needs: 'editor',
    input: (ids) => ({ ...project(ids), task: { title: 't', objectiveId: ids.objectiveId } }),
    inner: 'objective.missing',
  },
  changeTask: {
    needs: 'editor',
    input: ({ projectId, taskId }) => ({ projectId, taskId, fields: { title: 'taken' } }),
    inner: 'task.missing',
  },
  moveTask: {
    needs: 'editor',
    input: ({ projectId, taskId }) => ({ projectId, move: { taskId, revision: 1, state: 'ready' } }),
    inner: 'task.missing',
  },
  addComment: {
    needs: 'viewer',
    input: ({ projectId, taskId }) => ({ projectId, taskId, text: 'x' }),
    inner: 'task.missing',
  },
  editComment: { needs: 'viewer', input: (ids) => ({ ...comment(ids), text: 'x' }), inner: 'comment.missing' },
  deleteComment: { needs: 'viewer', input: comment, inner: 'comment.missing' },
  resolveComment: { needs: 'editor', input: (ids) => ({ ...comment(ids), resolved: true }), inner: 'comment.missing' },
  createObjective: { needs: 'editor', input: (ids) => ({ ...project(ids), objective: { name: 'o' } }) },
  changeObjective: {
    needs: 'editor',
    input: ({ projectId, objectiveId }) => ({ projectId, objectiveId, objective: { name: 'o' } }),
    inner: 'objective.missing',
  },
  setWipLimits: { needs: 'editor', input: (ids) => ({ ...project(ids), limits: {} }) },
  markInboxRead: { needs: 'caller', input: () => ({ ids: ['1'] }) },

  invite: { needs: 'owner', input: (ids) => ({ ...project(ids), role: 'owner' }) },
  revokeInvitation: {
    needs: 'owner',
    input: ({ projectId, invitationId }) => ({ projectId, invitationId }),
    inner: 'invitation.revoked',
  },
  setRole: { needs: 'owner', input: (ids) => ({ ...one(ids), role: 'viewer' }), inner: 'member.missing' },
  removeMember: { needs: 'owner', input: one, inner: 'member.missing' },
  makeReader: { needs: 'owner', input: (ids) => ({ ...project(ids), name: 'superset' }) },
  dropReader: { needs: 'owner', input: (ids) => ({ ...project(ids), role: 'insitu_b_superset' }) },
  createReset: { needs: 'administrator', input: one, inner: 'access.administrator' },

  'GET /api/health': { needs: 'anyone', input: () => ({}) },
  'GET /api/auth/oidc': { needs: 'anyone', input: () => ({}) },
  'GET /api/auth/oidc/callback': { needs: 'anyone', input: () => ({}) },
  'GET /api/imports/repositories': { needs: 'administrator', input: () => ({}), alone: true },
  'POST /api/imports': {
    needs: 'administrator',
    input: () => ({ path: 'a', branch: 'main' }),
    query: '?name=eve',
    alone: true,
  },
  'POST /api/imports/report': { needs: 'administrator', input: () => ({ path: 'a', branch: 'main' }), alone: true },
  'GET /api/audit': { needs: 'administrator', input: () => ({}), alone: true },
  'GET /api/sessions': { needs: 'caller', input: () => ({}) },
  'GET /api/inbox': { needs: 'caller', input: () => ({}) },
  'GET /api/projects': { needs: 'caller', input: () => ({}) },
  'POST /api/collab/ticket': {
    needs: 'viewer',
    input: ({ projectId, documentId }) => ({ projectId, documentId }),
    inner: 'file.missing',
  },
  'GET /api/projects/[projectId]/artifacts': read,
  'GET /api/projects/[projectId]/audit': { needs: 'owner', input: project },
  'GET /api/projects/[projectId]/readers': { needs: 'owner', input: project },
  'GET /api/projects/[projectId]/catalog': read,
  'GET /api/projects/[projectId]/events': read,
  'GET /api/projects/[projectId]/export': read,
  'GET /api/projects/[projectId]/failures': read,
  'GET /api/projects/[projectId]/files': read,
  'GET /api/projects/[projectId]/files/deleted': read,
  'POST /api/projects/[projectId]/files/upload': { needs: 'editor', input: project, query: '?path=seeds/a.csv' },
  'GET /api/projects/[projectId]/members': read,
  'GET /api/projects/[projectId]/models': read,
  'POST /api/projects/[projectId]/models/predict': { needs: 'viewer', input: project },
  'POST /api/projects/[projectId]/preview': { needs: 'viewer', input: project },
  'GET /api/projects/[projectId]/runs': read,
  'GET /api/projects/[projectId]/runs/[runId]': { needs: 'viewer', input: run, inner: 'run.missing' },
  'GET /api/projects/[projectId]/runs/[runId]/events': { needs: 'viewer', input: run, inner: 'run.missing' },
  'GET /api/projects/[projectId]/state': read,
  'GET /api/projects/[projectId]/tasks': read,
  'GET /api/projects/[projectId]/tasks/[number]': {
    needs: 'viewer',
    input: (ids) => ({ ...project(ids), number: '999' }),
    inner: 'task.missing',
  },
  'POST /api/projects/[projectId]/training-check': { needs: 'viewer', input: project },
  'GET /api/projects/[projectId]/versions': read,
  'GET /api/projects/[projectId]/versions/blame': read,
  'GET /api/projects/[projectId]/versions/compare': { ...read, query: '?old=0&new=1' },
  'GET /api/projects/[projectId]/versions/file': { ...read, query: '?at=1&path=models/a.sql' },
};
