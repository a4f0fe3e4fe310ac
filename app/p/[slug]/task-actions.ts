'use server';

import { z } from 'zod';
import {
  commentText,
  newTask,
  objectiveFields,
  type TaskActions,
  taskFields,
  taskMove,
  wipLimits,
} from '#lib/contracts/task.ts';
import * as changes from '#lib/domain/task/change-store.ts';
import * as comments from '#lib/domain/task/comment-store.ts';
import { markRead } from '#lib/domain/task/inbox-store.ts';
import * as objectives from '#lib/domain/task/objective-store.ts';
import { callerAnswer, projectAnswer } from '../../_server/action.ts';

const id = z.string().min(1).max(200);
const ofProject = z.object({ projectId: id });
const ofTask = ofProject.extend({ taskId: id });
const ofComment = ofProject.extend({ commentId: id });

export const createTask: TaskActions['createTask'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ task: newTask }), request, (access, { task }) =>
    changes.createTask(access, task),
  );

export const changeTask: TaskActions['changeTask'] = async (request) =>
  projectAnswer('editor', ofTask.extend({ fields: taskFields }), request, (access, { taskId, fields }) =>
    changes.changeTask(access, taskId, fields),
  );

export const moveTask: TaskActions['moveTask'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ move: taskMove }), request, (access, { move }) =>
    changes.moveTask(access, move),
  );

export const addComment: TaskActions['addComment'] = async (request) =>
  projectAnswer(
    'viewer',
    ofTask.extend({ parentId: id.optional(), text: commentText }),
    request,
    (access, { projectId: _p, ...comment }) => comments.addComment(access, comment),
  );

export const editComment: TaskActions['editComment'] = async (request) =>
  projectAnswer('viewer', ofComment.extend({ text: commentText }), request, (access, { commentId, text }) =>
    comments.editComment(access, commentId, text),
  );

export const deleteComment: TaskActions['deleteComment'] = async (request) =>
  projectAnswer('viewer', ofComment, request, (access, { commentId }) => comments.deleteComment(access, commentId));

export const resolveComment: TaskActions['resolveComment'] = async (request) =>
  projectAnswer('editor', ofComment.extend({ resolved: z.boolean() }), request, (access, { commentId, resolved }) =>
    comments.resolveComment(access, commentId, resolved),
  );

export const createObjective: TaskActions['createObjective'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ objective: objectiveFields }), request, (access, { objective }) =>
    objectives.createObjective(access, objective),
  );

export const changeObjective: TaskActions['changeObjective'] = async (request) =>
  projectAnswer(
    'editor',
    ofProject.extend({ objectiveId: id, objective: objectiveFields }),
    request,
    (access, { objectiveId, objective }) => objectives.changeObjective(access, objectiveId, objective),
  );

export const setWipLimits: TaskActions['setWipLimits'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ limits: wipLimits }), request, (access, { limits }) =>
    objectives.setWipLimits(access, limits),
  );

export const markInboxRead: TaskActions['markInboxRead'] = async (request) =>
  callerAnswer(z.object({ ids: z.array(id).max(1_000).optional() }), request, async (caller, { ids }) => {
    await markRead(caller, ids);
    return { ok: true, value: null };
  });
