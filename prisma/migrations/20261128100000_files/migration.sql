-- Who took a file out of its branch: what the list of deleted files says.
ALTER TABLE "document" ADD COLUMN "deleted_by" TEXT;
ALTER TABLE "document" ADD CONSTRAINT "document_deleted_by_fkey" FOREIGN KEY ("deleted_by") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "document_deleted_idx" ON "document"("branch_id", "deleted_at") WHERE "deleted_at" IS NOT NULL;
