-- How many tasks a state of the board may hold at once; a state that is not named has no limit.
ALTER TABLE "project" ADD COLUMN "wip_limits" JSONB NOT NULL DEFAULT '{"in_progress": 3, "checking": 3, "in_review": 3}';

-- Why a task can't go on, in a few words; empty is not blocked.
ALTER TABLE "feature_task" ADD COLUMN "blocked_by" TEXT NOT NULL DEFAULT '';
ALTER TABLE "feature_task" DROP COLUMN "blocked";

CREATE INDEX "feature_task_project_id_state_idx" ON "feature_task"("project_id", "state");
CREATE INDEX "inbox_item_person_id_unread_idx" ON "inbox_item"("person_id", "project_id") WHERE "read_at" IS NULL;
ALTER TABLE "inbox_item" ADD CONSTRAINT "inbox_item_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
