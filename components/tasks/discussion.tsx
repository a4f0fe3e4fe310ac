'use client';
import { Check, Pencil, Reply, RotateCcw, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, IconButton } from '#components/ui/index.ts';
import type { Comment, TaskDetail } from '#lib/contracts/task.ts';
import styles from './discussion.module.css';
import drawer from './drawer.module.css';
import type { BoardActions } from './use-board.ts';
import { Write } from './write.tsx';

const Markdown = dynamic(() => import('./markdown.tsx').then(({ Markdown: Text }) => Text));

/** What people say about a task: threads, answered, edited, resolved. */
export function Discussion({
  task,
  actions,
  now,
}: {
  readonly task: TaskDetail;
  readonly actions: BoardActions;
  readonly now: number;
}) {
  const { project, tasks } = useProject();
  const [answering, setAnswering] = useState<string>();
  const threads = task.discussion.filter(({ parentId }) => parentId === undefined);
  const answersTo = (id: string) => task.discussion.filter(({ parentId }) => parentId === id);
  const say = async (text: string, parentId?: string) => {
    const said = await actions.act(tasks.addComment({ projectId: project.id, taskId: task.id, parentId, text }));
    if (said) setAnswering(undefined);
    return said !== undefined;
  };
  return (
    <section className={drawer.section} aria-label="Discussion">
      <header>
        <h2>Discussion</h2>
        <span className={drawer.push} />
        {task.comments > 0 && <span className={drawer.quiet}>{task.comments}</span>}
      </header>
      {threads.map((thread) => (
        <div key={thread.id}>
          {[thread, ...answersTo(thread.id)].map((comment) => (
            <Said
              key={comment.id}
              comment={comment}
              resolved={thread.resolvedAt !== undefined}
              now={now}
              actions={actions}
              onAnswer={() => setAnswering(thread.id)}
            />
          ))}
          {answering === thread.id && (
            <Write
              label="Answer"
              onSend={(text) => say(text, thread.id)}
              onCancel={() => setAnswering(undefined)}
              autoFocus
            />
          )}
        </div>
      ))}
      <Write label="Comment" onSend={(text) => say(text)} />
    </section>
  );
}

function Said({
  comment,
  resolved,
  now,
  actions,
  onAnswer,
}: {
  readonly comment: Comment;
  readonly resolved: boolean;
  readonly now: number;
  readonly actions: BoardActions;
  readonly onAnswer: () => void;
}) {
  const { project, tasks } = useProject();
  const [editing, setEditing] = useState(false);
  const at = { projectId: project.id, commentId: comment.id };
  const edit = async (text: string) => {
    const done = (await actions.act(tasks.editComment({ ...at, text }))) !== undefined;
    if (done) setEditing(false);
    return done;
  };
  const answer = comment.parentId !== undefined;
  return (
    <article className={styles.comment} data-answer={answer || undefined} data-resolved={resolved || undefined}>
      <Avatar person={comment.by} size={20} />
      <div className={styles.said}>
        <header>
          <b>{comment.by.name}</b>
          <time className={drawer.quiet} dateTime={comment.at}>
            {formatAgo(comment.at, now)}
          </time>
          {comment.editedAt && <span className={drawer.quiet}>edited</span>}
          {resolved && !answer && <span className={drawer.quiet}>resolved</span>}
          {!comment.deleted && (
            <span className={styles.acts}>
              <Acts
                comment={comment}
                onAnswer={onAnswer}
                onEdit={() => setEditing(true)}
                onResolve={() => void actions.act(tasks.resolveComment({ ...at, resolved: !comment.resolvedAt }))}
                onDelete={() => void actions.act(tasks.deleteComment(at))}
              />
            </span>
          )}
        </header>
        {comment.deleted ? (
          <p className={drawer.quiet}>This comment was taken away.</p>
        ) : editing ? (
          <Write label="Edit" initial={comment.text} onSend={edit} onCancel={() => setEditing(false)} autoFocus />
        ) : (
          <div className={styles.text} dir="auto">
            <Markdown text={comment.text} names={comment.mentions.map(({ name }) => name)} />
          </div>
        )}
      </div>
    </article>
  );
}

function Acts({
  comment,
  onAnswer,
  onEdit,
  onResolve,
  onDelete,
}: {
  readonly comment: Comment;
  readonly onAnswer: () => void;
  readonly onEdit: () => void;
  readonly onResolve: () => void;
  readonly onDelete: () => void;
}) {
  const { project, mayEdit } = useProject();
  const mine = comment.by.id === project.me.id;
  return (
    <>
      <IconButton label="Answer" onClick={onAnswer}>
        <Reply size={13} />
      </IconButton>
      {mayEdit && comment.parentId === undefined && (
        <IconButton label={comment.resolvedAt ? 'Open again' : 'Resolve'} onClick={onResolve}>
          {comment.resolvedAt ? <RotateCcw size={13} /> : <Check size={13} />}
        </IconButton>
      )}
      {mine && (
        <IconButton label="Edit" onClick={onEdit}>
          <Pencil size={13} />
        </IconButton>
      )}
      {(mine || project.role === 'owner') && (
        <IconButton label="Take away" onClick={onDelete}>
          <Trash2 size={13} />
        </IconButton>
      )}
    </>
  );
}
