-- A microbatch model of which some batches were built and others failed.
ALTER TYPE "step_status" ADD VALUE 'partial' AFTER 'error';
