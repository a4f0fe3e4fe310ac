-- Bytes of an imported file whose text alone does not give them back (CRLF, a byte order mark,
-- another encoding, no text at all): an export of an untouched file gives exactly these.
CREATE TABLE "original_file" (
    "branch_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "text_hash" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "original_file_pkey" PRIMARY KEY ("branch_id", "path", "text_hash")
);

ALTER TABLE "original_file" ADD CONSTRAINT "original_file_branch_id_fkey" FOREIGN KEY ("branch_id") REFERENCES "branch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
